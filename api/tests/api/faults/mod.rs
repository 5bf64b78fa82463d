//! What goes wrong around the server while people use it: rows that are damaged, accounts that are deleted meanwhile, a server
//! that has too much to do, clocks that go back, and what is left to be removed.

mod busy;
mod clock;
mod damage;
mod deletion;
mod full_disk;
mod old_rows;
mod outbox;
mod padding;
mod writing;
