//! Opening another screen, of this program or of the other one.

use crate::{
    platform::{leave, place, spawn},
    route::Route,
    session::{Session, use_session},
};
use contract::page::Program;
use leptos::prelude::*;
use std::rc::Rc;

/// How every screen opens another one.
#[derive(Clone)]
pub struct Navigation {
    /// The program whose screens are shown without loading a page; with none, every screen is.
    program: Option<Program>,
    show: Rc<dyn Fn(&str)>,
    session: Session,
}

/// The context; it holds what is of this one thread.
#[derive(Clone, Copy)]
struct Provided(StoredValue<Navigation, LocalStorage>);

/// Makes it known to everything below. `show` draws a screen of this program in the place of the present one; `None` is for
/// where there is nothing but this one program.
pub fn provide_navigation(program: Option<Program>, show: impl Fn(&str) + 'static) {
    let navigation = Navigation {
        program,
        show: Rc::new(show),
        session: use_session(),
    };
    provide_context(Provided(StoredValue::new_local(navigation)));
}

/// The way to other screens.
pub fn use_navigation() -> Navigation {
    use_context::<Provided>().map_or_else(by_the_browser, |it| it.0.get_value())
}

/// Where nobody has said how: the browser loads every screen.
fn by_the_browser() -> Navigation {
    Navigation {
        program: None,
        show: Rc::new(load),
        session: use_session(),
    }
}

impl Navigation {
    /// Opens an address in the place of the present screen: going back must not lead to a screen that leads forward again.
    pub fn replace(&self, address: &str) {
        // An address that nobody knows is for the sign-in program: it says so.
        let program = Route::of_address(address).map_or(Program::SignIn, Route::program);
        if self.program.is_none_or(|own| own == program) {
            (self.show)(address);
        } else {
            self.session.hand_over();
            load(address);
        }
    }
}

fn load(address: &str) {
    // A path of this very origin is not refused.
    let _ = if address == place::here() {
        leave::again()
    } else {
        leave::to(address)
    };
}

/// Leads to another screen instead of showing one.
#[component]
pub fn Redirect(
    /// Its address.
    path: String,
) -> impl IntoView {
    let navigation = use_navigation();
    // What is being drawn is drawn first.
    spawn(async move { navigation.replace(&path) });
}

/// A screen of the other program, which a link of this one led to: the browser loads it.
#[component]
pub fn Elsewhere(
    /// Its address.
    address: String,
) -> impl IntoView {
    use_session().hand_over();
    load(&address);
}
