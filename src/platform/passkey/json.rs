//! What the browser takes and gives, to and from the types of the contract (WebAuthn Level 3 §5.1.7 to §5.1.9).
//!
//! Browsers since 2025 read the JSON of the contract themselves; for the others the bytes are put in one by one.
//! What comes back is always taken apart by its bytes, never by `toJSON()`: all browsers have them, password managers
//! put credentials of their own in place of the browser's, whose `toJSON()` may throw, and what the bytes leave out is
//! nothing that anybody asked for. Reading it back from JSON would cost every visitor 5 kB.

use super::public_key_credential;
use crate::platform::object;
use contract::webauthn::{Assertion, Attestation, CreationOptions, RequestOptions};
use js_sys::{Array, JSON, Uint8Array};
use serde::Serialize;
use wasm_bindgen::JsValue;
use webauthn_rs_proto::{
    AuthenticationExtensionsClientOutputs, AuthenticatorAssertionResponseRaw,
    AuthenticatorAttestationResponseRaw, AuthenticatorTransport, CredProps, PublicKeyCredential,
    RegisterPublicKeyCredential, RegistrationExtensionsClientOutputs,
};

/// The only type there is (§5.8.2).
const TYPE: &str = "public-key";

/// The `publicKey` of `get()`. `None` when the browser cannot even read JSON.
pub(super) fn request(options: &RequestOptions) -> Option<JsValue> {
    let plain = plain(options)?;
    if let Some(parsed) = parsed("parseRequestOptionsFromJSON", &plain) {
        return Some(parsed);
    }
    let options = &options.0;
    set_bytes(&plain, "challenge", &options.challenge);
    let ids = options.allow_credentials.iter().map(|it| &it.id);
    set_ids(&plain, "allowCredentials", ids);
    Some(plain)
}

/// The `publicKey` of `create()`. `None` when the browser cannot even read JSON.
pub(super) fn creation(options: &CreationOptions) -> Option<JsValue> {
    let plain = plain(options)?;
    if let Some(parsed) = parsed("parseCreationOptionsFromJSON", &plain) {
        return Some(parsed);
    }
    let options = &options.0;
    set_bytes(&plain, "challenge", &options.challenge);
    set_bytes(&object::member(&plain, "user")?, "id", &options.user.id);
    let ids = options.exclude_credentials.iter().flatten();
    set_ids(&plain, "excludeCredentials", ids.map(|it| &it.id));
    Some(plain)
}

/// The answer of `get()`. `None` when there is something missing in it.
pub(super) fn assertion(credential: &JsValue) -> Option<Assertion> {
    let response = object::member(credential, "response")?;
    Some(Assertion(PublicKeyCredential {
        id: object::text(credential, "id")?,
        raw_id: object::bytes(credential, "rawId")?,
        response: AuthenticatorAssertionResponseRaw {
            authenticator_data: object::bytes(&response, "authenticatorData")?,
            client_data_json: object::bytes(&response, "clientDataJSON")?,
            signature: object::bytes(&response, "signature")?,
            user_handle: object::bytes(&response, "userHandle"),
        },
        // None is ever asked for.
        extensions: AuthenticationExtensionsClientOutputs::default(),
        type_: TYPE.to_owned(),
    }))
}

/// The answer of `create()`. `None` when there is something missing in it.
pub(super) fn attestation(credential: &JsValue) -> Option<Attestation> {
    let response = object::member(credential, "response")?;
    Some(Attestation(RegisterPublicKeyCredential {
        id: object::text(credential, "id")?,
        raw_id: object::bytes(credential, "rawId")?,
        response: AuthenticatorAttestationResponseRaw {
            attestation_object: object::bytes(&response, "attestationObject")?,
            client_data_json: object::bytes(&response, "clientDataJSON")?,
            transports: transports(&response),
        },
        type_: TYPE.to_owned(),
        extensions: RegistrationExtensionsClientOutputs {
            cred_props: cred_props(credential),
            ..RegistrationExtensionsClientOutputs::default()
        },
    }))
}

fn plain(options: &impl Serialize) -> Option<JsValue> {
    JSON::parse(&serde_json::to_string(options).ok()?).ok()
}

fn parsed(method: &str, plain: &JsValue) -> Option<JsValue> {
    let parsed = object::call(&public_key_credential()?, method, &[plain]).ok()?;
    parsed.is_object().then_some(parsed)
}

fn set_bytes(target: &JsValue, name: &str, bytes: &[u8]) {
    object::set(target, name, &Uint8Array::from(bytes));
}

/// Puts the ids into the descriptors, which stand in the same order.
fn set_ids<'a>(options: &JsValue, name: &str, ids: impl Iterator<Item = &'a Vec<u8>>) {
    let Some(descriptors) = object::member(options, name) else {
        return;
    };
    for (descriptor, id) in Array::from(&descriptors).iter().zip(ids) {
        set_bytes(&descriptor, "id", id);
    }
}

fn transports(response: &JsValue) -> Option<Vec<AuthenticatorTransport>> {
    let names = object::call(response, "getTransports", &[]).ok()?;
    let known = |name: JsValue| {
        let name = name.as_string().unwrap_or_default();
        name.parse().unwrap_or(AuthenticatorTransport::Unknown)
    };
    Array::is_array(&names).then(|| Array::from(&names).iter().map(known).collect())
}

fn cred_props(credential: &JsValue) -> Option<CredProps> {
    let results = object::call(credential, "getClientExtensionResults", &[]).ok()?;
    let properties = object::member(&results, "credProps")?;
    let rk = object::truth(&properties, "rk");
    Some(CredProps { rk })
}
