//! The context of a journey: a server, a browser, an interceptor between them, fakes of what delivers messages, and what
//! must stay secret.

use crate::{
    Failure, Outcome, browser::Browser, fixtures::Fixtures, interceptor::Interceptor,
    reverse_proxy::ReverseProxy, secrets::Secrets, server::Server,
};
use fakes::{SmsGateway, SmtpSink};
use std::{cell::RefCell, rc::Rc, time::Instant};

/// Everything that a journey needs; all of it ends with it.
pub struct Context {
    /// The browser.
    pub browser: Rc<Browser>,
    /// The server.
    pub server: Server,
    /// What stands between the two.
    pub interceptor: Interceptor,
    /// Where its emails arrive.
    pub smtp_sink: SmtpSink,
    /// Who delivers its text messages.
    pub sms_gateway: SmsGateway,
    /// A reverse proxy in front of an application, if the journey has one.
    reverse_proxy: Option<ReverseProxy>,
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

impl Context {
    /// Sets it up.
    pub async fn open(fixtures: Fixtures) -> Outcome<Self> {
        let interceptor = Interceptor::open().await?;
        let (smtp_sink, sms_gateway) = (SmtpSink::open().await?, SmsGateway::open().await?);
        let mut settings = smtp_sink.settings();
        settings.extend(sms_gateway.settings());
        let mut origin = format!("http://localhost:{}", interceptor.port());
        let mut reverse_proxy = None;
        if let Some(proxy) = fixtures.reverse_proxy {
            let mut proxy = ReverseProxy::choose(proxy).await?;
            proxy.opens(interceptor.port()).await?;
            origin = proxy.service();
            settings.push(("LATCHKEY_NEXT_ORIGINS", proxy.origin()));
            settings.push(("LATCHKEY_TRUSTED_PROXIES", "127.0.0.1".to_owned()));
            reverse_proxy = Some(proxy);
        }
        settings.extend(fixtures.settings);
        let server = Server::start(origin, settings, fixtures.has_clock).await?;
        interceptor.leads_to(server.listen());
        let browser = Rc::new(Browser::start(server.origin()).await?);
        Ok(Self {
            browser,
            server,
            interceptor,
            smtp_sink,
            sms_gateway,
            reverse_proxy,
            secrets: Secrets::default(),
            others: RefCell::default(),
            expected: RefCell::default(),
            told: RefCell::default(),
            opened: Instant::now(),
        })
    }

    /// The reverse proxy of the application that asks this server.
    pub fn reverse_proxy(&self) -> Outcome<&ReverseProxy> {
        let proxy = self.reverse_proxy.as_ref();
        proxy.ok_or_else(|| Failure::new("this journey has no reverse proxy: `with_reverse_proxy`"))
    }

    /// Where its browsers may go: the service, and an application that stands behind it.
    pub fn places(&self) -> Vec<String> {
        let proxy = self.reverse_proxy.iter().map(ReverseProxy::origin);
        proxy.chain([self.server.origin().to_owned()]).collect()
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
