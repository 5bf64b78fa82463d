//! What a journey plays on: a server, a browser, perhaps a gate between them, and what must stay secret.

use crate::{
    Outcome,
    browser::Browser,
    gate::Gate,
    secrets::Secrets,
    server::{Server, Setting},
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
    /// Sets it up, with a server that is told this.
    pub async fn open(settings: &[Setting]) -> Outcome<Self> {
        let gate = Gate::open().await?;
        let server = Server::start(gate.port(), settings).await?;
        gate.leads_to(server.listen());
        let browser = Rc::new(Browser::start(server.origin()).await?);
        Ok(Self {
            browser,
            server,
            gate,
            secrets: Secrets::default(),
            others: RefCell::default(),
            expected: RefCell::default(),
            told: RefCell::default(),
            opened: Instant::now(),
        })
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
