//! HTTP that knows nothing of accounts.

pub mod body;
pub mod client_info;
pub mod client_ip;
pub mod content_coding;
pub mod cookies;
pub mod csp;
pub mod csrf;
pub mod filled_page;
pub mod html;
pub mod network;
pub mod pages;
pub mod request_log;
pub mod response;
pub mod security_headers;
pub mod static_files;
pub mod well_known;
