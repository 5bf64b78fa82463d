//! Latchkey's sign-in page.
//!
//! Read in this order: [`programs`] (the two programs: contexts, routes), [`pages`] (one folder per screen: state, handlers,
//! view), [`machine`] and [`effects`] (how a `flow` machine is joined to Leptos and what it asks is done), [`remote`] (the only
//! HTTP), [`session`] (who is signed in), [`passkeys`] (what this browser can do), [`site`] (how the server is set up),
//! [`leaving`] (what must be saved before somebody goes), [`navigation`] (how one screen opens another), [`locale`] (the
//! language; its words are in the crate `text`), [`components`] and [`platform`] (the only code that touches the browser).

pub mod components;
pub mod effects;
pub mod leaving;
pub mod locale;
pub mod machine;
pub mod navigation;
pub mod pages;
pub mod passkeys;
pub mod platform;
pub mod programs;
pub mod remote;
pub mod route;
pub mod session;
pub mod site;
