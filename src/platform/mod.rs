//! The browser. Only the files of this folder name `web_sys`, `js_sys` or `wasm_bindgen`.
//!
//! One file per thing that a browser can do: plain typed values go in and come out, no component, no endpoint.
//! A browser that lacks something, or refuses it, gives a typed error or `None`; nothing here panics.

pub mod adopt;
pub mod alarm;
pub mod broadcast;
pub mod cancel;
pub mod caps_lock;
mod capture;
pub mod clipboard;
pub mod clock;
pub mod computer;
pub mod cookies;
pub mod deadline;
pub mod dialog;
pub mod download;
pub mod focus;
mod followed_link;
pub mod form;
pub mod handover;
pub mod json;
pub mod leave;
pub mod leaving;
pub mod link;
pub mod locale;
pub mod lost_focus;
pub mod message_code;
pub mod mount;
mod object;
mod page;
pub mod page_title;
pub mod passkey;
pub mod place;
pub mod pointer;
pub mod prefetch;
pub mod print;
pub mod service;
mod spawn;
pub mod theme;
mod timeout;
pub mod translation;

pub use spawn::{Scope, spawn};
