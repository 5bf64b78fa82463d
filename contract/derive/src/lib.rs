//! `#[derive(Json)]`: reads and writes a type of `contract` by `contract::json`, as the `serde` attributes that stand on it say.
//!
//! A name is written once, for both. An attribute that this does not know, or a shape that it cannot write, does not
//! compile: it would mean something to the server and nothing to the page. Not for use outside of `contract`: what it
//! makes names `crate::json`.

mod attributes;
mod fields;
mod variants;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, Result, parse_macro_input};

use attributes::Shape;

/// Implements `contract::json::ReadJson` and `contract::json::WriteJson`.
#[proc_macro_derive(Json, attributes(serde))]
pub fn json(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    implement(&input)
        .unwrap_or_else(Error::into_compile_error)
        .into()
}

/// The bodies of the two functions.
struct Bodies {
    /// Of `read`: `value` is what was parsed.
    read: TokenStream,
    /// Of `write`: `out` is what is written so far.
    write: TokenStream,
}

fn implement(input: &DeriveInput) -> Result<TokenStream> {
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(
            &input.generics,
            "a type of the wire has no parameters",
        ));
    }
    let shape = Shape::of(&input.attrs)?;
    let Bodies { read, write } = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(named) if shape.is_plain() => fields::members(named)?,
            Fields::Unnamed(inner) if shape.is_transparent && inner.unnamed.len() == 1 => {
                fields::transparent()
            }
            other => {
                return Err(Error::new_spanned(
                    other,
                    "either named fields, or one field and `transparent`",
                ));
            }
        },
        Data::Enum(data) => variants::variants(data, &shape)?,
        Data::Union(data) => {
            return Err(Error::new_spanned(
                data.union_token,
                "a union is not for the wire",
            ));
        }
    };
    let name = &input.ident;
    Ok(quote! {
        #[automatically_derived]
        impl crate::json::ReadJson for #name {
            fn read(value: &crate::json::Value) -> Option<Self> {
                #read
            }
        }

        #[automatically_derived]
        impl crate::json::WriteJson for #name {
            fn write(&self, out: &mut String) {
                #write
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::implement;
    use quote::quote;
    use syn::{DeriveInput, parse_quote};

    fn refusal(input: &DeriveInput) -> String {
        match implement(input) {
            Ok(_) => panic!("this compiles"),
            Err(error) => error.to_string(),
        }
    }

    fn is_not_known(input: &DeriveInput) {
        assert!(
            refusal(input).contains("does not know"),
            "{}",
            quote!(#input)
        );
    }

    #[test]
    fn what_it_does_not_know_of_a_struct_does_not_compile() {
        let unknown: [DeriveInput; 5] = [
            parse_quote!(
                #[serde(default)]
                struct A {
                    b: u32,
                }
            ),
            parse_quote!(
                struct A {
                    #[serde(flatten)]
                    b: B,
                }
            ),
            parse_quote!(
                struct A {
                    #[serde(alias = "c")]
                    b: u32,
                }
            ),
            parse_quote!(
                struct A {
                    #[serde(default = "one")]
                    b: u32,
                }
            ),
            parse_quote!(
                struct A {
                    #[serde(with = "c")]
                    b: u32,
                }
            ),
        ];
        unknown.iter().for_each(is_not_known);
    }

    #[test]
    fn what_it_does_not_know_of_an_enum_does_not_compile() {
        let unknown: [DeriveInput; 4] = [
            parse_quote!(
                #[serde(untagged)]
                enum A {
                    B,
                }
            ),
            parse_quote!(
                #[serde(tag = "kind", rename_all_fields = "snake_case")]
                enum A {
                    B,
                }
            ),
            parse_quote!(
                enum A {
                    #[serde(other)]
                    B,
                }
            ),
            parse_quote!(
                enum A {
                    #[serde(rename_all = "snake_case")]
                    B,
                }
            ),
        ];
        unknown.iter().for_each(is_not_known);
    }

    #[test]
    fn other_styles_and_names_for_one_way_do_not_compile() {
        let style = parse_quote!(
            #[serde(rename_all = "camelCase")]
            struct A {
                b: u32,
            }
        );
        assert!(refusal(&style).contains("snake_case"));
        let one_way = parse_quote!(
            struct A {
                #[serde(rename(serialize = "c"))]
                b: u32,
            }
        );
        refusal(&one_way);
    }

    #[test]
    fn what_it_cannot_write_does_not_compile() {
        let shapes: [DeriveInput; 7] = [
            parse_quote!(
                struct A;
            ),
            parse_quote!(
                struct A(u32);
            ),
            parse_quote!(
                #[serde(transparent)]
                struct A(u32, u32);
            ),
            parse_quote!(
                struct A<T> {
                    b: T,
                }
            ),
            parse_quote!(
                enum A {
                    B(u32),
                }
            ),
            parse_quote!(
                enum A {
                    B { c: u32 },
                }
            ),
            parse_quote!(
                #[serde(tag = "a", content = "b")]
                enum A {
                    B { c: u32 },
                }
            ),
        ];
        for input in shapes {
            refusal(&input);
        }
    }

    #[test]
    fn what_it_knows_compiles() {
        let known: [DeriveInput; 4] = [
            parse_quote!(
                #[serde(transparent)]
                struct A(String);
            ),
            parse_quote!(
                #[serde(deny_unknown_fields)]
                struct A {
                    #[serde(rename = "c")]
                    b: u32,
                }
            ),
            parse_quote!(
                #[serde(rename_all = "snake_case")]
                enum A {
                    B,
                    #[serde(rename = "d")]
                    C,
                }
            ),
            parse_quote!(
                #[serde(tag = "a", rename_all = "snake_case")]
                enum A {
                    B(C),
                    D { e: u32 },
                    F,
                }
            ),
        ];
        for input in known {
            implement(&input).unwrap_or_else(|error| panic!("{}: {error}", quote!(#input)));
        }
    }
}
