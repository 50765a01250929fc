//! HTTPS to a login service and to Microsoft Graph: to no other host than the one that is named, with whom TLS believes
//! for mail servers too, every wait with an end. And a door that opens after TLS has begun and before the first byte of
//! a request goes out: what failed before it was surely not handed over.

use super::{deliver::Trouble, tls};
use crate::model::mail::MailRules;
use rustls::{ClientConfig, ClientConnection, StreamOwned, pki_types::ServerName};
use std::{
    fmt,
    io::{self, Read, Write},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, SyncSender},
    },
    time::Duration,
};
use ureq::{
    Agent, Error,
    unversioned::{
        resolver::DefaultResolver,
        transport::{
            Buffers, ConnectProxyConnector, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout,
            TcpConnector, Transport, TransportAdapter,
        },
    },
};

/// Most bytes of an answer.
pub(super) const MOST_BYTES: u64 = 100_000;

/// How long each part of a request may take.
#[derive(Clone, Copy)]
pub(super) struct Waits {
    /// To be connected, TLS included.
    pub(super) connect: Duration,
    /// To hand over the request, and again until the answer is there.
    pub(super) answer: Duration,
}

/// For requests of these rules. A `door` is passed by each of them.
pub(super) fn agent(rules: &MailRules, waits: Waits, door: Option<Door>) -> Result<Agent, Trouble> {
    let config = Agent::config_builder()
        .timeout_global(Some(waits.connect + 2 * waits.answer))
        .timeout_resolve(Some(waits.connect))
        .timeout_connect(Some(waits.connect))
        .timeout_send_request(Some(waits.answer))
        .timeout_send_body(Some(waits.answer))
        .timeout_recv_response(Some(waits.answer))
        .timeout_recv_body(Some(waits.answer))
        .https_only(true)
        // A redirect would take the mail, or the secret, to somebody else.
        .max_redirects(0)
        .http_status_as_error(false)
        // One connection a request: on one that the server closed meanwhile nobody could tell what it still took.
        .max_idle_connections(0)
        .build();
    let tls = Tls { config: tls::for_mail(rules)?, door };
    let connector = ().chain(ConnectProxyConnector::default()).chain(TcpConnector::default()).chain(tls);
    Ok(Agent::with_parts(config, connector, DefaultResolver::default()))
}

/// The error of TLS behind a failed request, if it is one.
pub(super) fn tls_error(error: &Error) -> Option<&rustls::Error> {
    match error {
        Error::Rustls(error) => Some(error),
        Error::Io(error) => error.get_ref()?.downcast_ref(),
        _ => None,
    }
}

/// What a request passes before its first byte goes out: it says that it is there, and waits whether it may.
pub(super) struct Door {
    /// Told when the server is reached.
    pub(super) reached: SyncSender<()>,
    /// Says whether the request may go out.
    pub(super) may_go: Mutex<Receiver<bool>>,
}

impl Door {
    fn pass(&self) -> Result<(), Error> {
        let may_go =
            self.reached.send(()).is_ok() && self.may_go.lock().is_ok_and(|may_go| may_go.recv().unwrap_or_default());
        if may_go { Ok(()) } else { Err(Error::Io(io::Error::other("it was not to be sent any more"))) }
    }
}

/// Puts TLS around a connection as it is for mail servers: the library's own believes no server that shows the very
/// certificate of the settings.
struct Tls {
    config: Arc<ClientConfig>,
    door: Option<Door>,
}

impl fmt::Debug for Tls {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Tls")
    }
}

impl<In: Transport> Connector<In> for Tls {
    type Out = Either<In, Encrypted>;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        let Some(transport) = chained else { return Ok(None) };
        // The way to a proxy; what goes through it is encrypted.
        if !details.needs_tls() {
            return Ok(Some(Either::A(transport)));
        }
        let host = details.uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(host).map_err(|_| Error::Tls("its name can be in no certificate"))?;
        let mut connection = ClientConnection::new(self.config.clone(), name)?;
        let mut socket = TransportAdapter::new(transport.boxed(), details.current_time.clone());
        socket.set_timeout(details.timeout);
        while connection.is_handshaking() {
            connection.complete_io(&mut socket)?;
        }
        if let Some(door) = &self.door {
            door.pass()?;
        }
        let buffers = LazyBuffers::new(details.config.input_buffer_size(), details.config.output_buffer_size());
        Ok(Some(Either::B(Encrypted { buffers, stream: StreamOwned::new(connection, socket) })))
    }
}

/// A connection inside TLS.
struct Encrypted {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
}

impl fmt::Debug for Encrypted {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Encrypted")
    }
}

impl Transport for Encrypted {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.stream.get_mut().set_timeout(timeout);
        let output = &self.buffers.output()[..amount];
        Ok(self.stream.write_all(output)?)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.stream.get_mut().set_timeout(timeout);
        let input = self.buffers.input_append_buf();
        let amount = self.stream.read(input)?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.get_mut().get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}
