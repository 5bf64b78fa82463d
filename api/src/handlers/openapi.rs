//! The API's description of itself (OpenAPI 3.1), made from the table of calls, so that it cannot be out of date.

use crate::handlers::forward_auth;
use contract::{
    Problem,
    endpoint::{self, Access, BASE, Endpoint, Verb, Visitor},
    limits::{BODY_MAX_BYTES, REQUEST_HEADER, REQUEST_ID_HEADER, REQUEST_MARK},
};
use utoipa::{
    ToSchema,
    openapi::{
        Components, ComponentsBuilder, ContentBuilder, HeaderBuilder, HttpMethod, InfoBuilder,
        ObjectBuilder, OpenApi, OpenApiBuilder, PathItem, PathsBuilder, Ref, RefOr, Required,
        Response, ResponseBuilder, Type,
        path::{Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn},
        request_body::{RequestBody, RequestBodyBuilder},
        schema::Schema,
    },
};

const JSON: &str = "application/json";

/// The whole document.
pub fn document() -> OpenApi {
    let mut table = Table::default();
    endpoint::visit_all(&mut table);
    table.add_schema::<Problem>();
    let paths = std::mem::take(&mut table.paths);
    table.paths = paths.path(
        format!("{BASE}{}", forward_auth::PATH),
        PathItem::new(HttpMethod::Get, forward_auth_operation()),
    );
    let info = InfoBuilder::new()
        .title("Latchkey")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(description()))
        .build();
    OpenApiBuilder::new()
        .info(info)
        .paths(table.paths)
        .components(Some(components(table.schemas)))
        .build()
}

fn description() -> String {
    format!(
        "Two-step sign-in. Bodies are JSON of at most {BODY_MAX_BYTES} bytes; unknown fields are refused. \
         The session is a cookie that scripts cannot read. Every answer has the header `{REQUEST_ID_HEADER}`; \
         every answer that is not 200 is a `Problem`, and its `code` says what is wrong; only \
         `read_health` answers 503 with its own words, and `verify` speaks to proxies, by status and headers."
    )
}

/// Collects the paths and the types of the table.
#[derive(Default)]
struct Table {
    paths: PathsBuilder,
    schemas: Vec<(String, RefOr<Schema>)>,
}

impl Table {
    fn add_schema<T: ToSchema>(&mut self) {
        self.schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(&mut self.schemas);
    }
}

impl Visitor for Table {
    fn visit<E: Endpoint>(&mut self) {
        self.add_schema::<E::Reply>();
        let operation = OperationBuilder::new()
            .operation_id(Some(snake_case(E::NAME)))
            .summary(Some(E::SUMMARY))
            .description(Some(who(E::ACCESS)))
            .tag(tag(E::PATH))
            .response("200", answer::<E::Reply>("It is done."))
            .response("default", refusal());
        let (method, operation) = match E::VERB {
            Verb::Get => (HttpMethod::Get, operation),
            Verb::Post => {
                self.add_schema::<E::Request>();
                let operation = operation
                    .parameter(mark())
                    .request_body(Some(body::<E::Request>()));
                (HttpMethod::Post, operation)
            }
        };
        let paths = std::mem::take(&mut self.paths);
        self.paths = paths.path(
            format!("{BASE}{}", E::PATH),
            PathItem::new(method, operation),
        );
    }
}

/// The one call that is not of the table: it is a proxy that asks, and it looks at nothing but the status and headers.
fn forward_auth_operation() -> Operation {
    let header = |what: &str| {
        HeaderBuilder::new()
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .description(Some(what.to_owned()))
            .build()
    };
    let to_sign_in = |what: &str| {
        ResponseBuilder::new()
            .description(what.to_owned())
            .header("location", header("The sign-in page, which leads back."))
            .build()
    };
    OperationBuilder::new()
        .operation_id(Some("verify"))
        .summary(Some(
            "Says to a reverse proxy who is signed in, or where to sign in.",
        ))
        .description(Some("For anybody."))
        .tag(tag(forward_auth::PATH))
        .response(
            "200",
            ResponseBuilder::new()
                .description("Somebody is signed in.")
                .header(
                    forward_auth::REMOTE_USER,
                    header("The identifier of the account."),
                )
                .header(forward_auth::REMOTE_EMAIL, header("Their email address."))
                .build(),
        )
        .response(
            "302",
            to_sign_in(
                "Nobody is: to somebody who reads a page through a proxy that passes this on.",
            ),
        )
        .response(
            "401",
            to_sign_in("Nobody is. Without the header when the address may not be come back to."),
        )
        .build()
}

fn components(schemas: Vec<(String, RefOr<Schema>)>) -> Components {
    ComponentsBuilder::new().schemas_from_iter(schemas).build()
}

fn body<T: ToSchema>() -> RequestBody {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(T::name())))
        .build();
    RequestBodyBuilder::new()
        .content(JSON, content)
        .required(Some(Required::True))
        .build()
}

fn answer<T: ToSchema>(what: &str) -> Response {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(T::name())))
        .build();
    ResponseBuilder::new()
        .description(what)
        .header(
            REQUEST_ID_HEADER,
            HeaderBuilder::new()
                .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
                .description(Some("Names the line of the server's log about this call."))
                .build(),
        )
        .content(JSON, content)
        .build()
}

fn refusal() -> Response {
    answer::<Problem>(
        "It is refused. With status 429 or 503 the header `retry-after` has the seconds to wait.",
    )
}

/// The header that a page of another site cannot send.
fn mark() -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some([REQUEST_MARK]))
        .build();
    ParameterBuilder::new()
        .name(REQUEST_HEADER)
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .schema(Some(schema))
        .build()
}

const fn who(access: Access) -> &'static str {
    match access {
        Access::Anybody => "For anybody.",
        Access::SecondStepPending => {
            "For whoever gave the right password and owes the second step."
        }
        Access::Enrolling => "For whoever is signed in, also while only enrolment is open to them.",
        Access::SignedIn => "For whoever is signed in.",
        Access::EnrollingRecentlyProved => {
            "For whoever is signed in and proved it within the last minutes, also while only enrolment is open to them."
        }
        Access::RecentlyProved => "For whoever is signed in and proved it within the last minutes.",
    }
}

/// The first part of the path.
fn tag(path: &str) -> &str {
    path.trim_start_matches('/')
        .split('/')
        .next()
        .unwrap_or_default()
}

fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::{document, snake_case};
    use contract::endpoint::{self, Endpoint, Verb, Visitor};
    use serde_json::Value;

    fn json() -> Value {
        serde_json::to_value(document()).unwrap()
    }

    #[test]
    fn every_call_of_the_table_is_described_with_its_body_and_answer() {
        struct Look(Value, usize);
        impl Visitor for Look {
            fn visit<E: Endpoint>(&mut self) {
                let verb = if E::VERB == Verb::Get { "get" } else { "post" };
                let operation = &self.0["paths"][format!("/api{}", E::PATH)][verb];
                assert_eq!(operation["operationId"], snake_case(E::NAME));
                assert_eq!(operation["summary"], E::SUMMARY);
                assert!(
                    operation["responses"]["200"]["content"]["application/json"]["schema"]
                        .is_object()
                );
                let problem =
                    &operation["responses"]["default"]["content"]["application/json"]["schema"];
                assert_eq!(problem["$ref"], "#/components/schemas/Problem");
                assert_eq!(operation["requestBody"].is_object(), E::VERB == Verb::Post);
                let header = &operation["parameters"][0]["name"];
                assert_eq!(
                    header.as_str(),
                    (E::VERB == Verb::Post).then_some("x-latchkey")
                );
                self.1 += 1;
            }
        }
        let mut look = Look(json(), 0);
        endpoint::visit_all(&mut look);
        assert!(look.1 > 10);
        // And one for proxies.
        let verify = &look.0["paths"]["/api/verify"]["get"];
        assert_eq!(verify["operationId"], "verify");
        assert_eq!(look.0["paths"].as_object().unwrap().len(), look.1 + 1);
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn references(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(map) => {
                    found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
                    map.values().for_each(|value| references(value, found));
                }
                Value::Array(list) => list.iter().for_each(|value| references(value, found)),
                _ => {}
            }
        }
        let json = json();
        let mut found = Vec::new();
        references(&json, &mut found);
        assert!(found.len() > 20);
        for reference in found {
            let pointer = reference.trim_start_matches('#');
            assert!(
                json.pointer(pointer).is_some_and(Value::is_object),
                "{reference}"
            );
        }
    }

    #[test]
    fn requests_are_described_as_refusing_unknown_fields() {
        let json = json();
        for request in [
            "Credentials",
            "NewAccount",
            "PasswordAgain",
            "PasswordChange",
            "Nothing",
        ] {
            let schema = &json["components"]["schemas"][request];
            assert_eq!(
                schema["additionalProperties"],
                Value::Bool(false),
                "{request}"
            );
        }
    }

    #[test]
    fn the_description_is_openapi_3_1_and_names_every_refusal() {
        let json = json();
        assert_eq!(json["openapi"], "3.1.0");
        let problem = json["components"]["schemas"]["Problem"].to_string();
        for code in [
            "wrong_code",
            "too_many_tries",
            "step_up_required",
            "busy",
            "internal",
        ] {
            assert!(problem.contains(&format!("\"{code}\"")), "{code}");
        }
    }

    #[test]
    fn names_become_snake_case() {
        assert_eq!(snake_case("SubmitPassword"), "submit_password");
    }
}
