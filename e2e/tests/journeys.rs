//! The journeys. Each is a story with a person in it; what it needs to know of the screens is in `e2e::screens`.

#[path = "journeys/main_job.rs"]
mod main_job;
