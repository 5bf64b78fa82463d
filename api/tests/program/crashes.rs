//! A server that is killed from one moment to the next, over and over, while people change things and messages are on their
//! way: what was acknowledged stays, and every message arrives, however often, under one key.
//!
//! `LATCHKEY_CRASHES` sets how often it is killed.

use crate::{
    add_user,
    durability::{Person, number_of},
    server::{Server, Sinks, latchkey},
    support::person::PASSWORD,
};
use fakes::Message;
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};
use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    path::Path,
    time::Duration,
};
use tokio::time::sleep;

/// How often it is killed, unless `LATCHKEY_CRASHES` says otherwise.
const CRASHES: usize = 8;
const PEOPLE: usize = 4;
/// Longer than a message can be in hand of a server that is gone.
pub const PATIENCE: Duration = Duration::from_secs(90);

/// The database, behind the server's back.
struct Behind(SqliteConnection);

impl Behind {
    async fn open(data: &Path) -> Self {
        let url = format!("sqlite://{}", data.join("latchkey.db").display());
        Self(SqliteConnection::connect(&url).await.unwrap())
    }

    async fn execute(&mut self, sql: &'static str) {
        sqlx::query(sql).execute(&mut self.0).await.unwrap();
    }

    async fn texts(&mut self, sql: String) -> Vec<String> {
        let query = sqlx::query_scalar::<_, String>(AssertSqlSafe(sql));
        query.fetch_all(&mut self.0).await.unwrap()
    }

    /// How many messages were not sent yet.
    async fn waiting(&mut self) -> i64 {
        let sql = "SELECT COUNT(*) FROM outbox WHERE sent_at IS NULL";
        let query = sqlx::query_scalar::<_, i64>(sql);
        query.fetch_one(&mut self.0).await.unwrap()
    }

    /// Waits until everything was sent.
    async fn drain(&mut self) {
        let began = tokio::time::Instant::now();
        while self.waiting().await > 0 {
            assert!(began.elapsed() < PATIENCE, "the queue does not drain");
            sleep(Duration::from_millis(50)).await;
        }
    }
}

fn start(data: &Path, sinks: &Sinks) -> Server {
    let mut command = latchkey(data);
    command.env("LATCHKEY_LOG", "error").envs(sinks.settings());
    Server::start_as(command)
}

fn crashes() -> usize {
    env::var("LATCHKEY_CRASHES").map_or(CRASHES, |text| text.parse().unwrap())
}

/// Between 20 and 820 milliseconds.
fn some_time() -> Duration {
    let draw = u16::from_le_bytes(api::random::bytes().unwrap());
    Duration::from_millis(20 + u64::from(draw) % 800)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_killed_loses_no_change_and_no_message() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let sinks = Sinks::open().await;
    let emails: Vec<String> = (0..PEOPLE)
        .map(|who| format!("p{who}@example.com"))
        .collect();
    for email in &emails {
        let (status, said) = add_user(data, email, PASSWORD);
        assert_eq!(status, Some(0), "{said}");
    }
    let mut behind = Behind::open(data).await;
    let mut server = start(data, &sinks);
    let mut people = Vec::new();
    for email in &emails {
        people.push(Person::settle(&server, &sinks, email).await);
    }
    let (crashes, mut changes) = (crashes(), 0);
    for crash in 0..crashes {
        let living = people.drain(..).map(|mut person| {
            let (router, messages) = (server.router(), sinks.text_messages.inbox.clone());
            tokio::spawn(async move {
                person.live(router, &messages).await;
                person
            })
        });
        let living: Vec<_> = living.collect();
        sleep(some_time()).await;
        server.kill();
        for person in living {
            people.push(person.await.unwrap());
        }
        // As if time had passed: what nobody can have in hand any more is free, and so are the limits.
        if crash + 1 < crashes || crashes < 20 {
            behind.execute("UPDATE outbox SET claimed_until = 0").await;
        }
        behind.execute("DELETE FROM tries").await;
        behind.execute("DELETE FROM try_locks").await;
        server = start(data, &sinks);
        for person in &mut people {
            changes += person.look(&server, &sinks).await;
        }
    }
    behind.drain().await;
    for person in &mut people {
        person.use_link(&server, &sinks).await;
    }
    behind.drain().await;
    let repeated = check_messages(&mut behind, &sinks, &emails).await;
    let (emails, texts) = (
        sinks.emails.inbox.all().len(),
        sinks.text_messages.inbox.all().len(),
    );
    eprintln!(
        "{crashes} crashes, {changes} acknowledged changes, {emails} emails and {texts} text messages, \
         {repeated} of them repeated under the same key"
    );
}

/// Each message arrived, under one key, and as many of each kind as things happened. Returns how many came again.
async fn check_messages(behind: &mut Behind, sinks: &Sinks, emails: &[String]) -> usize {
    let (mails, texts) = (sinks.emails.inbox.all(), sinks.text_messages.inbox.all());
    let mut by_key: BTreeMap<String, &Message> = BTreeMap::new();
    for message in mails.iter().chain(&texts) {
        let first = by_key.entry(id_of(&message.key)).or_insert(message);
        assert_eq!(*first, message, "one key, one message");
    }
    let sent = behind.texts("SELECT id FROM outbox".to_owned()).await;
    for id in sent {
        assert!(by_key.contains_key(&id), "a message that is lost");
    }
    for email in emails {
        check_notices(behind, &by_key, email).await;
    }
    mails.len() + texts.len() - by_key.len()
}

/// What its owner hears of, they heard of once for each time that it happened.
async fn check_notices(behind: &mut Behind, by_key: &BTreeMap<String, &Message>, email: &str) {
    let kinds: [(&str, &[&str]); 6] = [
        ("a second step was added", &["method_added"]),
        ("a second step was removed", &["method_removed"]),
        ("new backup codes", &["backup_codes_made"]),
        ("a backup code was used", &["backup_code_used"]),
        (
            "your password was changed",
            &["password_changed", "password_reset"],
        ),
        ("set a new password", &["password_reset_asked"]),
    ];
    for (subject, events) in kinds {
        let named: Vec<String> = events
            .iter()
            .map(|event| format!("json_extract(event, '$.what') = '{event}'"))
            .collect();
        let sql = format!(
            "SELECT activity.id FROM activity JOIN accounts ON accounts.id = account_id
             WHERE email = '{email}' AND ({})",
            named.join(" OR ")
        );
        let happened = behind.texts(sql).await.len();
        let told = by_key.values().filter(|message| {
            message.to == email && message.subject == format!("Latchkey: {subject}")
        });
        // Never more often than it happened; less often only when there were more than an address gets within an hour.
        let told = told.count();
        let is_right = told <= happened && told >= happened.min(1);
        assert!(is_right, "{email}: {subject}: {told} of {happened}");
    }
    let numbers: BTreeSet<&str> = by_key
        .values()
        .filter(|message| message.to.starts_with('+'))
        .map(|message| message.to.as_str())
        .collect();
    assert!(numbers.contains(number_of(email).as_str()));
}

/// The id in `<id@host>`.
fn id_of(key: &str) -> String {
    let key = key.trim_matches(['<', '>']);
    key.split('@').next().unwrap_or_default().to_owned()
}
