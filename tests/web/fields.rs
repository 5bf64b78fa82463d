//! What people type into.

use crate::stage::{description, has_focus, javascript, settle, show, text, type_into, until};
use leptos::{ev::SubmitEvent, prelude::*};
use spa::{
    components::{
        Checkbox, CodeField, CodeKind, Field, FieldKind, PasswordCount, PasswordField,
        PasswordPurpose, Submit,
    },
    platform::form,
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_field_says_its_hint_and_its_error() {
    let error = RwSignal::new(None::<String>);
    let stage = show(move || {
        view! {
            <Field name="email" kind=FieldKind::Email label="Email address" hint="You sign in with it." error />
        }
    });
    let field = stage.field("Email address");
    assert_eq!(field.name(), "email");
    assert_eq!(
        field.get_attribute("autocomplete").as_deref(),
        Some("username")
    );
    assert_eq!(description(&field), "You sign in with it.");
    assert_eq!(field.get_attribute("aria-invalid"), None);

    type_into(&field, "ada@");
    error.set(Some("That is not an address.".to_owned()));
    until("the error is part of the description", || {
        field
            .get_attribute("aria-describedby")
            .is_some_and(|ids| ids.contains("email-error"))
    })
    .await;
    assert_eq!(
        description(&field),
        "You sign in with it. | That is not an address."
    );
    assert_eq!(field.get_attribute("aria-invalid").as_deref(), Some("true"));
    assert_eq!(field.value(), "ada@", "what was typed stays");

    error.set(None);
    until("the field is valid again", || {
        field.get_attribute("aria-invalid").is_none()
    })
    .await;
    assert_eq!(description(&field), "You sign in with it.");
}

#[wasm_bindgen_test]
async fn a_form_is_read_once_and_as_it_was_typed() {
    let taken = Rc::new(RefCell::new(None));
    let keep = Rc::clone(&taken);
    let stage = show(move || {
        let submit = move |event: SubmitEvent| {
            let fields = form::take(&event).unwrap();
            *keep.borrow_mut() = Some((fields.text("email"), fields.secret("password")));
            fields.clear("password");
        };
        view! {
            <form on:submit=submit novalidate>
                <Field name="email" kind=FieldKind::Email label="Email address" />
                {password_field()}
                <Submit label="Sign in" busy_label="Signing in…" />
            </form>
        }
    });
    type_into(&stage.field("Email address"), "ada@example.com");
    type_into(&stage.field("Password"), " correct horse ");
    stage.button("Sign in").click();
    let (email, password) = taken.borrow_mut().take().unwrap();
    assert_eq!(email, "ada@example.com");
    assert_eq!(password.expose(), " correct horse ");
    assert_eq!(stage.field("Password").value(), "");
    assert_eq!(stage.field("Email address").value(), "ada@example.com");
}

#[wasm_bindgen_test]
async fn a_password_is_shown_while_the_button_is_pressed_and_hidden_when_it_is_sent() {
    let stage = show(|| {
        view! {
            <form on:submit=|event| drop(form::take(&event)) novalidate>
                {password_field()}
                <Submit label="Sign in" busy_label="Signing in…" />
            </form>
        }
    });
    let field = stage.field("Password");
    let reveal = stage.button("Show password");
    assert_eq!(field.type_(), "password");
    assert_eq!(
        field.get_attribute("autocomplete").as_deref(),
        Some("current-password")
    );
    assert_eq!(
        reveal.get_attribute("aria-pressed").as_deref(),
        Some("false")
    );
    type_into(&field, "correct horse");

    reveal.click();
    until("the password is shown", || field.type_() == "text").await;
    assert_eq!(
        reveal.get_attribute("aria-pressed").as_deref(),
        Some("true")
    );
    assert_eq!(field.value(), "correct horse");

    stage.button("Sign in").click();
    until("the password is hidden again", || {
        field.type_() == "password"
    })
    .await;
    assert_eq!(
        reveal.get_attribute("aria-pressed").as_deref(),
        Some("false")
    );
}

#[wasm_bindgen_test]
async fn caps_lock_is_said_while_it_is_on() {
    let stage = show(password_field);
    let field = stage.field("Password");
    let press = |locked: bool| {
        let event = javascript(&format!(
            "new KeyboardEvent('keydown', {{ key: 'a', bubbles: true, modifierCapsLock: {locked} }})"
        ));
        field.dispatch_event(event.unchecked_ref()).unwrap();
    };
    assert_eq!(stage.role("status").text_content().as_deref(), Some(""));
    press(true);
    until("Caps Lock is said", || {
        stage.text().contains("Caps Lock is on.")
    })
    .await;
    press(false);
    until("Caps Lock is not said", || {
        !stage.text().contains("Caps Lock is on.")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_pasted_code_with_a_space_is_complete_once() {
    let completed = Rc::new(RefCell::new(0));
    let count = Rc::clone(&completed);
    let sent = Rc::new(RefCell::new(Vec::new()));
    let keep = Rc::clone(&sent);
    let stage = show(move || {
        let submit = move |event: SubmitEvent| {
            *count.borrow_mut() += 1;
            keep.borrow_mut()
                .push(form::take(&event).unwrap().text("code"));
        };
        view! {
            <form on:submit=submit novalidate>
                <CodeField name="code" kind=CodeKind::Digits(6) label="Code" on_complete=|()| form::submit("code") />
            </form>
        }
    });
    let field = stage.field("Code");
    assert_eq!(field.get_attribute("inputmode").as_deref(), Some("numeric"));
    assert_eq!(
        field.get_attribute("autocomplete").as_deref(),
        Some("one-time-code")
    );
    assert_eq!(field.get_attribute("dir").as_deref(), Some("ltr"));
    assert_eq!(
        field.get_attribute("maxlength"),
        None,
        "a paste must not be cut"
    );

    type_into(&field, "123 45");
    assert_eq!(*completed.borrow(), 0);
    type_into(&field, "123 456");
    assert_eq!(*completed.borrow(), 1);
    type_into(&field, "123456");
    settle().await;
    assert_eq!(*completed.borrow(), 1, "the same digits are not sent twice");
    type_into(&field, "123457");
    assert_eq!(*completed.borrow(), 2);
    assert_eq!(*sent.borrow(), ["123 456", "123457"]);

    form::clear("code");
    assert_eq!(field.value(), "");
    type_into(&field, "123457");
    assert_eq!(
        *completed.borrow(),
        3,
        "after it was emptied, the same code is a new try"
    );
}

#[wasm_bindgen_test]
fn a_backup_code_gets_a_keyboard_with_letters() {
    let stage = show(|| {
        view! { <CodeField name="code" kind=CodeKind::Letters label="Backup code" on_complete=|()| panic!("letters are never complete") /> }
    });
    let field = stage.field("Backup code");
    assert_eq!(field.get_attribute("inputmode").as_deref(), Some("text"));
    assert_eq!(field.get_attribute("autocomplete").as_deref(), Some("off"));
    assert_eq!(field.get_attribute("autocorrect").as_deref(), Some("off"));
    type_into(&field, "123456");
}

#[wasm_bindgen_test]
async fn a_busy_button_keeps_the_focus_and_says_so() {
    let busy = RwSignal::new(false);
    let stage = show(move || view! { <Submit label="Sign in" busy busy_label="Signing in…" /> });
    let button = stage.button("Sign in");
    button.focus().unwrap();
    busy.set(true);
    until("the button is busy", || {
        button.get_attribute("aria-busy").as_deref() == Some("true")
    })
    .await;
    assert!(has_focus(&button));
    assert!(!button.has_attribute("disabled"));
    assert_eq!(
        stage.role("status").text_content().as_deref(),
        Some("Signing in…")
    );
}

#[wasm_bindgen_test]
fn a_field_can_begin_with_a_value() {
    let stage = show(|| view! { <Field name="email" label="Email address" value="old" /> });
    let field = stage.field("Email address");
    assert_eq!(field.value(), "old");
    form::clear("nothing-of-this-name");
    form::submit("nothing-of-this-name");
}

#[wasm_bindgen_test]
async fn a_new_password_is_counted_while_it_is_typed_and_said_now_and_then() {
    let stage = show(|| {
        let count = UnsyncCallback::new(|typed: String| {
            let length = typed.chars().count();
            PasswordCount {
                words: if length == 0 {
                    String::new()
                } else {
                    format!("{length} of 15 characters")
                },
                is_said: length.is_multiple_of(5) && length > 0,
            }
        });
        view! {
            <PasswordField
                name="password"
                purpose=PasswordPurpose::New
                label="Password"
                reveal="Show password"
                caps_lock="Caps Lock is on."
                count
            />
        }
    });
    let field = stage.field("Password");
    let seen = || text(&stage.find(".password-field__count").unwrap());
    let said = || text(&stage.find("[role=status]").unwrap());
    assert_eq!((seen().as_str(), said().as_str()), ("", ""));
    for (typed, shown, spoken) in [
        ("vK7#q", "5 of 15 characters", "5 of 15 characters"),
        ("vK7#qpzw9", "9 of 15 characters", "5 of 15 characters"),
        ("vK7#qpzw9x", "10 of 15 characters", "10 of 15 characters"),
        ("", "", ""),
    ] {
        type_into(&field, typed);
        until("the count is shown", || seen() == shown).await;
        assert_eq!(said(), spoken, "{typed}");
    }
    let count = stage.find(".password-field__count").unwrap();
    assert_eq!(
        count.get_attribute("aria-hidden").as_deref(),
        Some("true"),
        "said once"
    );
}

fn password_field() -> impl IntoView {
    view! {
        <PasswordField
            name="password"
            purpose=PasswordPurpose::Current
            label="Password"
            reveal="Show password"
            caps_lock="Caps Lock is on."
        />
    }
}

#[wasm_bindgen_test]
async fn a_box_is_ticked_by_its_label_and_says_what_is_wrong() {
    let ticked = RwSignal::new(None);
    let error = RwSignal::new(None::<String>);
    let stage = show(move || {
        view! {
            <form>
                <Checkbox
                    name="trust"
                    label="Trust this browser"
                    hint=Some("For 30 days.".to_owned())
                    error
                    on_change=move |is_ticked: bool| ticked.set(Some(is_ticked))
                />
            </form>
        }
    });
    let field = stage.field("Trust this browser");
    assert_eq!((field.name().as_str(), field.checked()), ("trust", false));
    assert_eq!(description(&field), "For 30 days.");
    let label = stage.find("label").unwrap();
    label.click();
    assert_eq!(ticked.get_untracked(), Some(true));
    assert!(field.checked());
    error.set(Some("Tick it first.".to_owned()));
    until("the error is announced", || {
        stage.role("alert").text_content().as_deref() == Some("Tick it first.")
    })
    .await;
    assert_eq!(description(&field), "For 30 days. | Tick it first.");
    assert_eq!(field.get_attribute("aria-invalid").as_deref(), Some("true"));
    label.click();
    assert_eq!(ticked.get_untracked(), Some(false));
}
