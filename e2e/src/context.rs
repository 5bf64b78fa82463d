//! What a journey plays on: a server, a browser, a gate between them, those who deliver what the server sends, and what
//! must stay secret.

use crate::{
    Failure, Outcome, browser::Browser, fixtures::Props, interceptor::Gate, mailbox::Mailbox,
    phone_company::PhoneCompany, reverse_proxy::FrontDoor, secrets::Secrets, server::Server,
};
use std::{cell::RefCell, rc::Rc, time::Instant};

/// Everything that a journey needs; all of it ends with it.
pub struct Stage {
    /// The browser.
    pub browser: Rc<Browser>,
    /// The server.
    pub server: Server,
    /// What stands between the two.
    pub gate: Gate,
    /// Where its mail arrives.
    pub mailbox: Mailbox,
    /// Who delivers its text messages.
    pub phone_company: PhoneCompany,
    /// An application behind a door, if the journey has one.
    front_door: Option<FrontDoor>,
    /// What nobody may see.
    pub secrets: Secrets,
    /// Further browsers, of other people or on other devices.
    others: RefCell<Vec<Rc<Browser>>>,
    /// Complaints of the browser that this journey asks for.
    expected: RefCell<Vec<String>>,
    /// What was done so far, and when.
    told: RefCell<Vec<String>>,
    opened: Instant,
}

impl Stage {
    /// Sets it up.
    pub async fn open(props: Props) -> Outcome<Self> {
        let gate = Gate::open().await?;
        let (mailbox, phone_company) = (Mailbox::open().await?, PhoneCompany::open().await?);
        let mut settings = mailbox.settings();
        settings.extend(phone_company.settings());
        let mut origin = format!("http://localhost:{}", gate.port());
        let mut front_door = None;
        if let Some(proxy) = props.front_door {
            let mut door = FrontDoor::choose(proxy).await?;
            door.opens(gate.port()).await?;
            origin = door.service();
            settings.push(("LATCHKEY_NEXT_ORIGINS", door.origin()));
            settings.push(("LATCHKEY_TRUSTED_PROXIES", "127.0.0.1".to_owned()));
            front_door = Some(door);
        }
        settings.extend(props.settings);
        let server = Server::start(origin, settings, props.has_clock).await?;
        gate.leads_to(server.listen());
        let browser = Rc::new(Browser::start(server.origin()).await?);
        Ok(Self {
            browser,
            server,
            gate,
            mailbox,
            phone_company,
            front_door,
            secrets: Secrets::default(),
            others: RefCell::default(),
            expected: RefCell::default(),
            told: RefCell::default(),
            opened: Instant::now(),
        })
    }

    /// The door of the application that stands behind this server.
    pub fn front_door(&self) -> Outcome<&FrontDoor> {
        let door = self.front_door.as_ref();
        door.ok_or_else(|| Failure::new("this journey has no front door: `with_front_door`"))
    }

    /// Where its browsers may go: the service, and an application that stands behind it.
    pub fn places(&self) -> Vec<String> {
        let door = self.front_door.iter().map(FrontDoor::origin);
        door.chain([self.server.origin().to_owned()]).collect()
    }

    /// Another device: it shares nothing with the first.
    pub async fn another_browser(&self) -> Outcome<Rc<Browser>> {
        let browser = Rc::new(Browser::start(self.server.origin()).await?);
        self.others.borrow_mut().push(Rc::clone(&browser));
        Ok(browser)
    }

    /// Every browser of this journey.
    pub fn browsers(&self) -> Vec<Rc<Browser>> {
        let mut all = vec![Rc::clone(&self.browser)];
        all.extend(self.others.borrow().iter().cloned());
        all
    }

    /// Says what happens now; it is shown when the journey fails.
    pub fn tell(&self, what: &str) {
        let seconds = self.opened.elapsed().as_secs_f32();
        let line = format!("{seconds:>6.1} s  {what}");
        self.told.borrow_mut().push(line);
    }

    /// What was done so far.
    pub fn told(&self) -> Vec<String> {
        self.told.borrow().clone()
    }

    /// From now on, the browser may complain about this.
    pub fn expects(&self, complaint: &str) {
        self.expected.borrow_mut().push(complaint.to_owned());
    }

    /// Whether this journey asks for such a complaint.
    pub fn is_expected(&self, complaint: &str) -> bool {
        let expected = self.expected.borrow();
        expected.iter().any(|part| complaint.contains(part))
    }
}
