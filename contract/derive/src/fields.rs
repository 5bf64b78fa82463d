//! The members of an object, from the named fields of a struct or of a variant.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Field, FieldsNamed, Ident, Result, Type, ext::IdentExt as _};

use crate::{Bodies, attributes::Member};

/// A struct that is written as its only field.
pub fn transparent() -> Bodies {
    Bodies {
        read: quote!(crate::json::ReadJson::read(value).map(Self)),
        write: quote!(crate::json::WriteJson::write(&self.0, out);),
    }
}

/// A struct that is written as an object.
pub fn members(fields: &FieldsNamed) -> Result<Bodies> {
    let names = idents(fields);
    let read = reading(fields)?;
    let write = writing(fields)?;
    Ok(Bodies {
        read: quote! {
            value.object()?;
            Some(Self { #read })
        },
        write: quote! {
            let Self { #(#names),* } = self;
            crate::json::begin(out);
            #write
            crate::json::end(out);
        },
    })
}

/// The names of the fields in Rust.
pub fn idents(fields: &FieldsNamed) -> Vec<&Ident> {
    let idents = fields.named.iter();
    idents.filter_map(|field| field.ident.as_ref()).collect()
}

/// `name: …,` for each field, read from the object `value`.
pub fn reading(fields: &FieldsNamed) -> Result<TokenStream> {
    fields.named.iter().map(read).collect()
}

/// Writes each field, which is bound to its name, into the object that `out` is in.
pub fn writing(fields: &FieldsNamed) -> Result<TokenStream> {
    fields.named.iter().map(write).collect()
}

fn read(field: &Field) -> Result<TokenStream> {
    let ident = &field.ident;
    let member = Member::of_field(&field.attrs)?;
    let name = name(field, &member);
    // What is not there is read as `null`, which is `None` of an option, and no value of any other type.
    Ok(if member.has_default && !is_option(&field.ty) {
        quote!(#ident: crate::json::read_or_default(value, #name)?,)
    } else {
        quote!(#ident: crate::json::ReadJson::read(value.at(#name))?,)
    })
}

fn write(field: &Field) -> Result<TokenStream> {
    let ident = &field.ident;
    let member = Member::of_field(&field.attrs)?;
    let name = name(field, &member);
    let written = quote! {
        crate::json::name(#name, out);
        crate::json::WriteJson::write(#ident, out);
    };
    Ok(match &member.is_left_out_if {
        Some(is_left_out) => quote!(if !#is_left_out(#ident) { #written }),
        None => written,
    })
}

fn name(field: &Field, member: &Member) -> String {
    let ident = || field.ident.as_ref().map(|it| it.unraw().to_string());
    member.rename.clone().or_else(ident).unwrap_or_default()
}

/// Whether the type is called so: the attributes cannot say it, and an alias would be read all the same, in more code.
fn is_option(kind: &Type) -> bool {
    let Type::Path(path) = kind else {
        return false;
    };
    let last = path.path.segments.last();
    last.is_some_and(|it| it.ident == "Option")
}
