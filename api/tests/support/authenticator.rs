//! An authenticator and the browser in front of it, in software (WebAuthn L3 §5.1 and §6), written from the
//! specification and with nothing of the server's verifier in it. An honest one does what the options ask. Whoever
//! forges stops it half-way, as [`Making`] or [`Proving`], and changes what they like before it is signed or after.

use super::cbor::{Cbor, text};
use contract::{
    passkey::{PasskeyCreation, PasskeyRequest},
    webauthn::{Assertion, Attestation},
};
use data_encoding::BASE64URL_NOPAD;
use rsa::{
    BoxedUint, RsaPrivateKey,
    pkcs1v15::SigningKey,
    sha2::{Digest as _, Sha256},
    signature::{SignatureEncoding as _, Signer as _},
    traits::PublicKeyParts as _,
};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};

/// Flags of authenticator data (§6.1): the person was present.
pub const UP: u8 = 0x01;
/// The person was verified.
pub const UV: u8 = 0x04;
/// The credential may be copied to other devices.
pub const BE: u8 = 0x08;
/// It has been.
pub const BS: u8 = 0x10;
/// Attested credential data follows.
pub const AT: u8 = 0x40;
/// Extension data follows.
pub const ED: u8 = 0x80;

/// Where a [`super::TestApp`] is reached unless it is set up otherwise.
pub const ORIGIN: &str = "http://localhost:8080";

/// COSE names of algorithms (RFC 9053, RFC 8812).
pub const ES256: i64 = -7;
pub const EDDSA: i64 = -8;
pub const ES384: i64 = -35;
pub const RS256: i64 = -257;

pub fn base64url(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

pub fn from_base64url(value: &Value) -> Vec<u8> {
    BASE64URL_NOPAD
        .decode(value.as_str().unwrap().as_bytes())
        .unwrap()
}

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Bytes that nobody got before.
fn fresh() -> [u8; 32] {
    static DRAWN: AtomicU64 = AtomicU64::new(0);
    let number = DRAWN.fetch_add(1, Ordering::Relaxed);
    sha256(format!("{} {number}", std::process::id()).as_bytes())
}

/// The two halves of a credential's key.
#[derive(Clone)]
pub enum Key {
    Es256(p256::ecdsa::SigningKey),
    Es384(p384::ecdsa::SigningKey),
    Rs256(Box<RsaPrivateKey>),
}

impl Key {
    /// A new one of an algorithm.
    pub fn new(algorithm: i64) -> Self {
        let secret = fresh();
        match algorithm {
            ES256 => Self::Es256(p256::ecdsa::SigningKey::from_slice(&secret).unwrap()),
            ES384 => {
                let longer = [&secret[..], &secret[..16]].concat();
                Self::Es384(p384::ecdsa::SigningKey::from_slice(&longer).unwrap())
            }
            RS256 => Self::Rs256(Box::new(rsa_of_2048_bits())),
            other => panic!("no key for {other}"),
        }
    }

    /// The public half, as COSE (RFC 9052 §7).
    pub fn public(&self) -> Cbor {
        match self {
            Self::Es256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                on_curve(ES256, 1, point.x().unwrap(), point.y().unwrap())
            }
            Self::Es384(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                on_curve(ES384, 2, point.x().unwrap(), point.y().unwrap())
            }
            Self::Rs256(key) => Cbor::Map(vec![
                (Cbor::Int(1), Cbor::Int(3)),
                (Cbor::Int(3), Cbor::Int(RS256)),
                (
                    Cbor::Int(-1),
                    Cbor::Bytes(key.n().to_be_bytes_trimmed_vartime().to_vec()),
                ),
                (Cbor::Int(-2), Cbor::Bytes(vec![1, 0, 1])),
            ]),
        }
    }

    /// Signs a message (§6.5.5).
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Es256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_der().as_bytes().to_vec()
            }
            Self::Es384(key) => {
                let signature: p384::ecdsa::Signature = key.sign(message);
                signature.to_der().as_bytes().to_vec()
            }
            Self::Rs256(key) => SigningKey::<Sha256>::new(*key.clone())
                .sign(message)
                .to_vec(),
        }
    }
}

/// A public key on a curve.
pub fn on_curve(algorithm: i64, curve: i64, x: &[u8], y: &[u8]) -> Cbor {
    Cbor::Map(vec![
        (Cbor::Int(1), Cbor::Int(2)),
        (Cbor::Int(3), Cbor::Int(algorithm)),
        (Cbor::Int(-1), Cbor::Int(curve)),
        (Cbor::Int(-2), Cbor::Bytes(x.to_vec())),
        (Cbor::Int(-3), Cbor::Bytes(y.to_vec())),
    ])
}

/// The product of the two largest primes below 2^1024: a key for anybody to know, and there at once.
fn rsa_of_2048_bits() -> RsaPrivateKey {
    let below = |difference: u8| {
        let mut bytes = [0xff; 128];
        bytes[127] = 0u8.wrapping_sub(difference);
        BoxedUint::from_be_slice(&bytes, 1024).unwrap()
    };
    RsaPrivateKey::from_p_q(below(105), below(179), BoxedUint::from(65_537u64)).unwrap()
}

/// What the browser saw (§5.8.1).
#[derive(Clone)]
pub struct ClientData {
    pub type_: String,
    pub challenge: Vec<u8>,
    pub origin: String,
    pub cross_origin: Option<bool>,
    pub top_origin: Option<String>,
    /// More of the object, as JSON with a comma before it.
    pub more: String,
}

impl ClientData {
    fn new(type_: &str, challenge: Vec<u8>, origin: &str) -> Self {
        Self {
            type_: type_.to_owned(),
            challenge,
            origin: origin.to_owned(),
            cross_origin: Some(false),
            top_origin: None,
            more: String::new(),
        }
    }

    /// In the order that §5.8.1.1 wants.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut json = format!(
            r#"{{"type":{},"challenge":"{}","origin":{}"#,
            json!(self.type_),
            base64url(&self.challenge),
            json!(self.origin)
        );
        if let Some(is_crossed) = self.cross_origin {
            json = format!(r#"{json},"crossOrigin":{is_crossed}"#);
        }
        if let Some(top) = &self.top_origin {
            json = format!(r#"{json},"topOrigin":{}"#, json!(top));
        }
        format!("{json}{}}}", self.more).into_bytes()
    }
}

/// The fixed head of authenticator data (§6.1).
fn auth_data_head(rp_id: &str, flags: u8, counter: u32) -> Vec<u8> {
    let mut bytes = sha256(rp_id.as_bytes()).to_vec();
    bytes.push(flags);
    bytes.extend(counter.to_be_bytes());
    bytes
}

/// A credential that an authenticator keeps.
#[derive(Clone)]
pub struct Credential {
    pub id: Vec<u8>,
    pub key: Key,
    pub rp_id: String,
    /// Whose; kept when it is discoverable.
    pub user_handle: Option<Vec<u8>>,
    pub counter: u32,
}

/// How the statement of a new credential is made (§8).
#[derive(Clone)]
pub enum Statement {
    /// `none`: an empty map.
    Empty,
    /// `packed`, signed with the key itself.
    Own,
    /// This.
    This(Cbor),
}

/// A new credential that is not packed up yet.
#[derive(Clone)]
pub struct Making {
    pub client_data: ClientData,
    pub rp_id: String,
    pub flags: u8,
    pub counter: u32,
    pub aaguid: [u8; 16],
    pub credential_id: Vec<u8>,
    /// What stands in the two bytes for the length of the id.
    pub credential_id_length: Option<u16>,
    pub key: Key,
    pub public_key: Cbor,
    /// Outputs of extensions, and the flag for them.
    pub extensions: Option<Cbor>,
    /// Behind everything in the authenticator data.
    pub trailing: Vec<u8>,
    pub format: Cbor,
    pub statement: Statement,
    pub transports: Vec<&'static str>,
    /// What the client says of extensions.
    pub outputs: Value,
}

impl Making {
    pub fn auth_data(&self) -> Vec<u8> {
        let extended = if self.extensions.is_some() { ED } else { 0 };
        let mut bytes = auth_data_head(&self.rp_id, self.flags | extended, self.counter);
        if self.flags & AT != 0 {
            let length = u16::try_from(self.credential_id.len()).unwrap();
            bytes.extend(self.aaguid);
            bytes.extend(self.credential_id_length.unwrap_or(length).to_be_bytes());
            bytes.extend(&self.credential_id);
            bytes.extend(self.public_key.to_bytes());
        }
        if let Some(extensions) = &self.extensions {
            bytes.extend(extensions.to_bytes());
        }
        bytes.extend(&self.trailing);
        bytes
    }

    /// The entries of the attestation object, in their order (§6.5.4).
    pub fn object(&self) -> Cbor {
        let auth_data = self.auth_data();
        let statement = match &self.statement {
            Statement::Empty => Cbor::Map(Vec::new()),
            Statement::Own => {
                let hash = sha256(&self.client_data.to_bytes());
                let signature = self.key.sign(&[&auth_data[..], &hash].concat());
                Cbor::Map(vec![
                    (text("alg"), Cbor::Int(ES256)),
                    (text("sig"), Cbor::Bytes(signature)),
                ])
            }
            Statement::This(statement) => statement.clone(),
        };
        Cbor::Map(vec![
            (text("fmt"), self.format.clone()),
            (text("attStmt"), statement),
            (text("authData"), Cbor::Bytes(auth_data)),
        ])
    }

    /// What the browser gives to the page.
    pub fn answer(&self) -> Value {
        self.answer_with(&self.object().to_bytes())
    }

    /// The same, with these bytes as the attestation object.
    pub fn answer_with(&self, object: &[u8]) -> Value {
        json!({
            "id": base64url(&self.credential_id),
            "rawId": base64url(&self.credential_id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": {
                "clientDataJSON": base64url(&self.client_data.to_bytes()),
                "attestationObject": base64url(object),
                "transports": self.transports,
            },
            "clientExtensionResults": self.outputs,
        })
    }

    /// What the authenticator keeps of it.
    pub fn credential(&self, user_handle: Option<Vec<u8>>) -> Credential {
        Credential {
            id: self.credential_id.clone(),
            key: self.key.clone(),
            rp_id: self.rp_id.clone(),
            user_handle,
            counter: self.counter,
        }
    }
}

/// A proof that is not signed yet.
#[derive(Clone)]
pub struct Proving {
    pub client_data: ClientData,
    pub rp_id: String,
    pub flags: u8,
    pub counter: u32,
    pub extensions: Option<Cbor>,
    pub trailing: Vec<u8>,
    pub credential_id: Vec<u8>,
    pub user_handle: Option<Vec<u8>>,
    pub key: Key,
}

impl Proving {
    pub fn sign(&self) -> Signed {
        let extended = if self.extensions.is_some() { ED } else { 0 };
        let mut auth_data = auth_data_head(&self.rp_id, self.flags | extended, self.counter);
        if let Some(extensions) = &self.extensions {
            auth_data.extend(extensions.to_bytes());
        }
        auth_data.extend(&self.trailing);
        let client_data = self.client_data.to_bytes();
        let signed = [&auth_data[..], &sha256(&client_data)].concat();
        Signed {
            id: base64url(&self.credential_id),
            credential_id: self.credential_id.clone(),
            signature: self.key.sign(&signed),
            auth_data,
            client_data,
            user_handle: self.user_handle.clone(),
        }
    }

    pub fn answer(&self) -> Value {
        self.sign().answer()
    }
}

/// A signed proof: from here on, every change is a tampering.
#[derive(Clone)]
pub struct Signed {
    pub id: String,
    pub credential_id: Vec<u8>,
    pub auth_data: Vec<u8>,
    pub client_data: Vec<u8>,
    pub signature: Vec<u8>,
    pub user_handle: Option<Vec<u8>>,
}

impl Signed {
    /// What the browser gives to the page.
    pub fn answer(&self) -> Value {
        json!({
            "id": self.id,
            "rawId": base64url(&self.credential_id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": {
                "clientDataJSON": base64url(&self.client_data),
                "authenticatorData": base64url(&self.auth_data),
                "signature": base64url(&self.signature),
                "userHandle": self.user_handle.as_deref().map(base64url),
            },
            "clientExtensionResults": {},
        })
    }
}

/// Why an honest authenticator or browser does not do what it is asked (§5.1.3, §5.1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// `InvalidStateError`: one of the excluded credentials is in it.
    Excluded,
    /// `NotSupportedError`: it has none of the algorithms.
    NoAlgorithm,
    /// `NotAllowedError`: it cannot check who holds it, or has no such credential.
    NotAllowed,
    /// `SecurityError`: the RP id is not the page's domain, nor a parent of it.
    WrongDomain,
}

/// An authenticator with a browser in front of it.
#[derive(Clone)]
pub struct Authenticator {
    /// Where the browser is.
    pub origin: String,
    /// What it is made of.
    pub aaguid: [u8; 16],
    pub algorithm: i64,
    /// Whether it can check who holds it.
    pub verifies: bool,
    /// [`BE`] and [`BS`], as they are.
    pub backup: u8,
    /// Whether it counts.
    pub counts: bool,
    pub transports: Vec<&'static str>,
    pub credentials: Vec<Credential>,
}

impl Authenticator {
    /// A password manager that keeps copies of its passkeys, and does not count.
    pub fn synced() -> Self {
        Self {
            origin: ORIGIN.to_owned(),
            aaguid: *b"\xea\x9b\x8d\x66\x4d\x01\x1d\x21\x3c\xe4\xb6\xb4\x8c\xb5\x75\xd4",
            algorithm: ES256,
            verifies: true,
            backup: BE | BS,
            counts: false,
            transports: vec!["internal", "hybrid"],
            credentials: Vec::new(),
        }
    }

    /// A key with a counter and a PIN, which nothing leaves.
    pub fn bound() -> Self {
        Self {
            backup: 0,
            counts: true,
            transports: vec!["nfc", "usb"],
            ..Self::synced()
        }
    }

    /// A plain security key: a button and a counter.
    pub fn key() -> Self {
        Self {
            verifies: false,
            aaguid: [0; 16],
            ..Self::bound()
        }
    }

    /// The same, as seen from another page.
    pub fn at(mut self, origin: &str) -> Self {
        origin.clone_into(&mut self.origin);
        self
    }

    fn flags(&self, user_verification: &Value) -> Result<u8, Refusal> {
        match (user_verification.as_str(), self.verifies) {
            (Some("required"), false) => Err(Refusal::NotAllowed),
            (Some("discouraged"), _) | (_, false) => Ok(UP | self.backup),
            (_, true) => Ok(UP | UV | self.backup),
        }
    }

    fn fits(&self, rp_id: &str) -> Result<(), Refusal> {
        let host = self.origin.split("://").nth(1).unwrap_or_default();
        let host = host.split(':').next().unwrap_or_default();
        let is_parent = host
            .strip_suffix(rp_id)
            .is_some_and(|rest| rest.ends_with('.'));
        (host == rp_id || is_parent)
            .then_some(())
            .ok_or(Refusal::WrongDomain)
    }

    /// Makes a credential as the creation options say, up to the point where it is packed up.
    pub fn making(&self, creation: &PasskeyCreation) -> Result<Making, Refusal> {
        let options = serde_json::to_value(&creation.options).unwrap();
        let rp_id = options["rp"]["id"].as_str().unwrap().to_owned();
        self.fits(&rp_id)?;
        let offered = options["pubKeyCredParams"].as_array().unwrap();
        if !offered.iter().any(|it| it["alg"] == self.algorithm) {
            return Err(Refusal::NoAlgorithm);
        }
        let excluded = options["excludeCredentials"].as_array();
        let excluded: Vec<Vec<u8>> = excluded
            .into_iter()
            .flatten()
            .map(|it| from_base64url(&it["id"]))
            .collect();
        if self.credentials.iter().any(|it| excluded.contains(&it.id)) {
            return Err(Refusal::Excluded);
        }
        let flags = self.flags(&options["authenticatorSelection"]["userVerification"])?;
        let key = Key::new(self.algorithm);
        let challenge = from_base64url(&options["challenge"]);
        Ok(Making {
            client_data: ClientData::new("webauthn.create", challenge, &self.origin),
            rp_id,
            flags: flags | AT,
            counter: u32::from(self.counts),
            aaguid: self.aaguid,
            credential_id: fresh().to_vec(),
            credential_id_length: None,
            public_key: key.public(),
            key,
            extensions: None,
            trailing: Vec::new(),
            format: text("none"),
            statement: Statement::Empty,
            transports: self.transports.clone(),
            outputs: json!({"credProps": {"rk": self.verifies}}),
        })
    }

    /// Makes a credential as the creation options say, and keeps it.
    pub fn make(&mut self, creation: &PasskeyCreation) -> Result<Value, Refusal> {
        let making = self.making(creation)?;
        self.keep(creation, &making);
        Ok(making.answer())
    }

    /// Keeps what was made.
    pub fn keep(&mut self, creation: &PasskeyCreation, making: &Making) {
        let options = serde_json::to_value(&creation.options).unwrap();
        let is_resident = options["authenticatorSelection"]["residentKey"] == "required";
        let owner = is_resident.then(|| from_base64url(&options["user"]["id"]));
        self.credentials.push(making.credential(owner));
    }

    /// Proves with the newest credential that the request options let it use, up to the point where it is signed.
    pub fn proving(&mut self, request: &PasskeyRequest) -> Result<Proving, Refusal> {
        let options = serde_json::to_value(&request.options).unwrap();
        let rp_id = options["rpId"].as_str().unwrap();
        self.fits(rp_id)?;
        let allowed: Vec<Vec<u8>> = options["allowCredentials"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|it| from_base64url(&it["id"]))
            .collect();
        let flags = self.flags(&options["userVerification"])?;
        let counts = self.counts;
        let fitting = self.credentials.iter_mut().rev().find(|it| {
            let is_asked_for = if allowed.is_empty() {
                it.user_handle.is_some()
            } else {
                allowed.contains(&it.id)
            };
            it.rp_id == rp_id && is_asked_for
        });
        let credential = fitting.ok_or(Refusal::NotAllowed)?;
        credential.counter += u32::from(counts);
        let challenge = from_base64url(&options["challenge"]);
        Ok(Proving {
            client_data: ClientData::new("webauthn.get", challenge, &self.origin),
            rp_id: rp_id.to_owned(),
            flags,
            counter: credential.counter,
            extensions: None,
            trailing: Vec::new(),
            credential_id: credential.id.clone(),
            user_handle: credential.user_handle.clone(),
            key: credential.key.clone(),
        })
    }

    /// Proves with the newest credential that the request options let it use.
    pub fn prove(&mut self, request: &PasskeyRequest) -> Result<Value, Refusal> {
        self.proving(request).map(|proving| proving.answer())
    }

    /// Only this credential of all that it has.
    pub fn only(&self, index: usize) -> Self {
        Self {
            credentials: vec![self.credentials[index].clone()],
            ..self.clone()
        }
    }
}

/// The page's part: the answer as the contract carries it.
pub fn attestation(answer: &Value) -> Attestation {
    serde_json::from_value(answer.clone()).unwrap()
}

/// The page's part: the answer as the contract carries it.
pub fn assertion(answer: &Value) -> Assertion {
    serde_json::from_value(answer.clone()).unwrap()
}
