//! What the browser takes and gives, to and from the JSON of the contract (WebAuthn Level 3 §5.1.7 to §5.1.9).
//!
//! Browsers since 2025 read that JSON themselves; for the others the bytes are put in one by one.
//! What comes back is always taken apart by its bytes, never by `toJSON()`: all browsers have them, password managers
//! put credentials of their own in place of the browser's, whose `toJSON()` may throw, and what the bytes leave out is
//! nothing that anybody asked for.

use super::public_key_credential;
use crate::platform::{json::parse, object};
use contract::{
    json::{self, ReadJson as _},
    webauthn::{
        Assertion, Attestation, CreationOptions, CredentialId, RequestOptions,
        base64url::{decode, encode},
    },
};
use js_sys::{Array, JSON, Uint8Array};
use wasm_bindgen::JsValue;
use webauthn_rs_proto::{
    AuthenticatorAttestationResponseRaw, AuthenticatorTransport, CredProps,
    RegisterPublicKeyCredential, RegistrationExtensionsClientOutputs,
};

/// The only type there is (§5.8.2).
const TYPE: &str = "public-key";

/// The `publicKey` of `get()`. `None` when the browser cannot even read JSON.
pub(super) fn request(options: &RequestOptions) -> Option<JsValue> {
    let plain = JSON::parse(options.as_json()).ok()?;
    if let Some(parsed) = parsed("parseRequestOptionsFromJSON", &plain) {
        return Some(parsed);
    }
    put_bytes(&plain, "challenge");
    put_ids(&plain, "allowCredentials");
    Some(plain)
}

/// The `publicKey` of `create()`. `None` when the browser cannot even read JSON.
pub(super) fn creation(options: &CreationOptions) -> Option<JsValue> {
    let plain = JSON::parse(&json::written(options)).ok()?;
    if let Some(parsed) = parsed("parseCreationOptionsFromJSON", &plain) {
        return Some(parsed);
    }
    put_bytes(&plain, "challenge");
    put_bytes(&object::member(&plain, "user")?, "id");
    put_ids(&plain, "excludeCredentials");
    Some(plain)
}

/// The milliseconds that the person is given for `get()`.
pub(super) fn timeout(options: &RequestOptions) -> Option<u32> {
    u32::read(parse(options.as_json())?.at("timeout"))
}

/// The answer of `get()`, written as `toJSON()` writes it. `None` when there is something missing in it.
pub(super) fn assertion(credential: &JsValue) -> Option<Assertion> {
    let response = object::member(credential, "response")?;
    let id = object::text(credential, "id")?;
    let mut out = String::new();
    json::begin(&mut out);
    json::name("id", &mut out);
    json::text(&id, &mut out);
    write_bytes(credential, "rawId", &mut out)?;
    json::name("response", &mut out);
    json::begin(&mut out);
    write_bytes(&response, "clientDataJSON", &mut out)?;
    write_bytes(&response, "authenticatorData", &mut out)?;
    write_bytes(&response, "signature", &mut out)?;
    // Not every credential says whose it is.
    let _ = write_bytes(&response, "userHandle", &mut out);
    json::end(&mut out);
    // No extension is ever asked for.
    out.push_str(r#","clientExtensionResults":{},"type":"public-key"}"#);
    Some(Assertion::from_json(CredentialId(id), out))
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

fn parsed(method: &str, plain: &JsValue) -> Option<JsValue> {
    let parsed = object::call(&public_key_credential()?, method, &[plain]).ok()?;
    parsed.is_object().then_some(parsed)
}

/// Puts bytes in the place of their text.
fn put_bytes(target: &JsValue, name: &str) {
    let bytes = object::text(target, name).and_then(|text| decode(&text));
    if let Some(bytes) = bytes {
        object::set(target, name, &Uint8Array::from(bytes.as_slice()));
    }
}

/// Puts bytes in the place of the ids in a list of descriptors.
fn put_ids(options: &JsValue, name: &str) {
    if let Some(descriptors) = object::member(options, name) {
        for descriptor in Array::from(&descriptors) {
            put_bytes(&descriptor, "id");
        }
    }
}

/// Puts the member with these bytes. `None` when there are none.
fn write_bytes(target: &JsValue, name: &str, out: &mut String) -> Option<()> {
    let bytes = object::bytes(target, name)?;
    json::name(name, out);
    json::text(&encode(&bytes), out);
    Some(())
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
