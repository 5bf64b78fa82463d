//! One of several: a name, an object with a name in it, or a name and what it holds.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DataEnum, Error, Fields, FieldsUnnamed, Result, Variant};

use crate::{
    Bodies,
    attributes::{Member, Shape},
    fields,
};

/// An enum. The names of its variants are a table, so that the code that looks one up is in the program once.
pub fn variants(data: &DataEnum, shape: &Shape) -> Result<Bodies> {
    let names = data
        .variants
        .iter()
        .map(|variant| {
            let renamed = Member::of_variant(&variant.attrs)?.rename;
            Ok(renamed.unwrap_or_else(|| shape.name(&variant.ident.to_string())))
        })
        .collect::<Result<Vec<String>>>()?;
    let arms = |arm: fn(&Variant, &Shape) -> Result<TokenStream>| {
        let arms = data.variants.iter().map(|variant| arm(variant, shape));
        arms.collect::<Result<Vec<TokenStream>>>()
    };
    let (reads, writes) = (arms(read)?, arms(write)?);
    let patterns = data.variants.iter().map(pattern).collect::<Vec<_>>();
    let at = 0..names.len();
    let found = shape
        .tag
        .as_ref()
        .map_or_else(|| quote!(value), |tag| quote!(value.at(#tag)));
    let table = quote!(const NAMES: &[&str] = &[#(#names),*];);
    let numbers = at.clone();
    let read = quote! {
        #table
        match crate::json::position(#found, NAMES)? {
            #(#numbers => #reads,)*
            _ => None,
        }
    };
    let ats = at.map(|at| quote!(NAMES[#at]));
    let write = if let Some(tag) = &shape.tag {
        quote! {
            #table
            crate::json::begin(out);
            crate::json::name(#tag, out);
            match self {
                #(#patterns => { crate::json::text(#ats, out); #writes })*
            }
            crate::json::end(out);
        }
    } else {
        quote! {
            #table
            let name = match self { #(#patterns => #ats,)* };
            crate::json::text(name, out);
        }
    };
    Ok(Bodies { read, write })
}

fn pattern(variant: &Variant) -> TokenStream {
    let ident = &variant.ident;
    match &variant.fields {
        Fields::Unit => quote!(Self::#ident),
        Fields::Unnamed(_) => quote!(Self::#ident(inner)),
        Fields::Named(named) => {
            let fields = fields::idents(named);
            quote!(Self::#ident { #(#fields),* })
        }
    }
}

fn read(variant: &Variant, shape: &Shape) -> Result<TokenStream> {
    let ident = &variant.ident;
    Ok(match &variant.fields {
        Fields::Unit => quote!(Some(Self::#ident)),
        Fields::Unnamed(inner) => {
            only(inner, shape)?;
            let held = shape
                .content
                .as_ref()
                .map_or_else(|| quote!(value), |content| quote!(value.at(#content)));
            quote!(crate::json::ReadJson::read(#held).map(Self::#ident))
        }
        Fields::Named(named) => {
            in_the_object(variant, shape)?;
            let members = fields::reading(named)?;
            quote!(Some(Self::#ident { #members }))
        }
    })
}

fn write(variant: &Variant, shape: &Shape) -> Result<TokenStream> {
    Ok(match &variant.fields {
        Fields::Unit => TokenStream::new(),
        Fields::Unnamed(inner) => {
            only(inner, shape)?;
            if let Some(content) = &shape.content {
                quote! {
                    crate::json::name(#content, out);
                    crate::json::WriteJson::write(inner, out);
                }
            } else {
                quote!(crate::json::write_members(inner, out);)
            }
        }
        Fields::Named(named) => {
            in_the_object(variant, shape)?;
            fields::writing(named)?
        }
    })
}

/// A variant holds one thing, beside or inside the object with its name.
fn only(inner: &FieldsUnnamed, shape: &Shape) -> Result<()> {
    if shape.tag.is_some() && inner.unnamed.len() == 1 {
        return Ok(());
    }
    Err(Error::new_spanned(
        inner,
        "one field, in an enum with a `tag`",
    ))
}

/// The fields of a variant stand beside its name.
fn in_the_object(variant: &Variant, shape: &Shape) -> Result<()> {
    if shape.tag.is_some() && shape.content.is_none() {
        return Ok(());
    }
    Err(Error::new_spanned(
        variant,
        "named fields, in an enum with a `tag` and without `content`",
    ))
}
