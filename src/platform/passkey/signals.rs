//! What authenticators are told of the account's passkeys, where the browser passes it on (WebAuthn Level 3 §5.1.10).
//!
//! Nobody waits for these and nobody hears how they end: they tidy up, and nothing depends on them.

use super::{detached, public_key_credential};
use crate::platform::object;
use contract::{passkey::PasskeyOwner, webauthn::CredentialId};
use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// Says that the server does not know this credential. Authenticators then forget it, some for good: only when the
/// server has said so.
pub fn signal_unknown(rp_id: &str, credential: &CredentialId) {
    let rp_id = JsValue::from_str(rp_id);
    let credential = JsValue::from_str(&credential.0);
    let options = [("rpId", &rp_id), ("credentialId", &credential)];
    signal("signalUnknownCredential", &options);
}

/// Says which credentials the server accepts. Authenticators forget all others of this person: only with the whole
/// list, as the server just gave it.
pub fn signal_all_accepted(owner: &PasskeyOwner, accepted: &[CredentialId]) {
    let ids: Array = accepted.iter().map(|it| JsValue::from_str(&it.0)).collect();
    let options = [
        ("rpId", &JsValue::from_str(&owner.rp_id)),
        ("userId", &JsValue::from_str(&owner.user_handle)),
        ("allAcceptedCredentialIds", &ids),
    ];
    signal("signalAllAcceptedCredentials", &options);
}

/// Says what the account is called now.
pub fn signal_current_details(owner: &PasskeyOwner, name: &str) {
    let name = JsValue::from_str(name);
    let options = [
        ("rpId", &JsValue::from_str(&owner.rp_id)),
        ("userId", &JsValue::from_str(&owner.user_handle)),
        ("name", &name),
        ("displayName", &name),
    ];
    signal("signalCurrentUserDetails", &options);
}

fn signal(method: &str, options: &[(&str, &JsValue)]) {
    let Some(interface) = public_key_credential() else {
        return;
    };
    let sent = object::promise(&interface, method, &[&object::object(options)]);
    detached::start(async move {
        // Listened to, so that a refusal is not reported as one that nobody handled.
        let _ = JsFuture::from(sent).await;
    });
}
