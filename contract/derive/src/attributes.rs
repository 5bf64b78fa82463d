//! What `#[serde(…)]` says. Whatever it can say that is not listed here is an error.

use syn::{Attribute, Error, ExprPath, LitStr, Result, meta::ParseNestedMeta};

/// What it says of a type.
#[derive(Default)]
pub struct Shape {
    /// It is written as its only field.
    pub is_transparent: bool,
    /// The member that names the variant.
    pub tag: Option<String>,
    /// The member that holds what the variant holds.
    pub content: Option<String>,
    /// Whether names are written in snake case.
    pub is_snake_case: bool,
}

impl Shape {
    /// Reads the attributes of a type.
    pub fn of(attributes: &[Attribute]) -> Result<Self> {
        let mut shape = Self::default();
        each(attributes, |meta| {
            if meta.path.is_ident("transparent") {
                shape.is_transparent = true;
            } else if meta.path.is_ident("tag") {
                shape.tag = Some(text(meta)?.value());
            } else if meta.path.is_ident("content") {
                shape.content = Some(text(meta)?.value());
            } else if meta.path.is_ident("rename_all") {
                let style = text(meta)?;
                if style.value() != "snake_case" {
                    return Err(Error::new(style.span(), "only snake_case is known here"));
                }
                shape.is_snake_case = true;
            } else if !meta.path.is_ident("deny_unknown_fields") {
                // The server refuses what it does not know; the page takes what a later server adds.
                return Err(unknown(meta));
            }
            Ok(())
        })?;
        Ok(shape)
    }

    /// Whether nothing is said that only an enum can be.
    pub const fn is_plain(&self) -> bool {
        !self.is_transparent && self.tag.is_none() && self.content.is_none() && !self.is_snake_case
    }

    /// The name of a variant on the wire.
    pub fn name(&self, variant: &str) -> String {
        if !self.is_snake_case {
            return variant.to_owned();
        }
        let mut name = String::new();
        for character in variant.chars() {
            if character.is_uppercase() && !name.is_empty() {
                name.push('_');
            }
            name.extend(character.to_lowercase());
        }
        name
    }
}

/// What it says of a field or a variant.
#[derive(Default)]
pub struct Member {
    /// Its name on the wire.
    pub rename: Option<String>,
    /// Whether it may be missing.
    pub has_default: bool,
    /// When it is left out.
    pub is_left_out_if: Option<ExprPath>,
}

impl Member {
    /// Reads the attributes of a field.
    pub fn of_field(attributes: &[Attribute]) -> Result<Self> {
        let mut member = Self::default();
        each(attributes, |meta| {
            if meta.path.is_ident("rename") {
                member.rename = Some(text(meta)?.value());
            } else if meta.path.is_ident("default") && !meta.input.peek(syn::Token![=]) {
                member.has_default = true;
            } else if meta.path.is_ident("skip_serializing_if") {
                member.is_left_out_if = Some(text(meta)?.parse()?);
            } else {
                return Err(unknown(meta));
            }
            Ok(())
        })?;
        Ok(member)
    }

    /// Reads the attributes of a variant, which can be nothing but renamed.
    pub fn of_variant(attributes: &[Attribute]) -> Result<Self> {
        let mut member = Self::default();
        each(attributes, |meta| {
            if !meta.path.is_ident("rename") {
                return Err(unknown(meta));
            }
            member.rename = Some(text(meta)?.value());
            Ok(())
        })?;
        Ok(member)
    }
}

fn each(
    attributes: &[Attribute],
    mut read: impl FnMut(&ParseNestedMeta<'_>) -> Result<()>,
) -> Result<()> {
    attributes
        .iter()
        .filter(|it| it.path().is_ident("serde"))
        .try_for_each(|it| it.parse_nested_meta(|meta| read(&meta)))
}

/// The text behind the `=`; `rename(…)` for one direction alone has none, and is an error.
fn text(meta: &ParseNestedMeta<'_>) -> Result<LitStr> {
    meta.value()?.parse()
}

fn unknown(meta: &ParseNestedMeta<'_>) -> Error {
    meta.error(
        "contract-derive does not know this attribute: the page would read or write something else",
    )
}
