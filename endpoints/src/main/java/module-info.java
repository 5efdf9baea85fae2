import org.jspecify.annotations.NullMarked;

/**
 * What people use: connect by name with any policy, listen on every interface, on inherited sockets or with a group of
 * reactors, datagrams and multicast groups, endpoint URIs, timelines, framing, and blocking connections. It works on
 * any reactor and never sees an implementation.
 *
 * <p>Begin with {@link org.hextet.endpoints.HostnameClientEndpoint} and
 * {@link org.hextet.endpoints.AllLocalInterfacesServerEndpoint}.
 */
@NullMarked
@SuppressWarnings({
    "module", // Its two readers of package json are compiled later
    "requires-automatic" // The annotations of auto-service, at compile time only
})
module org.hextet.endpoints {
    requires transitive org.hextet.api;
    requires transitive org.hextet.policies;
    requires transitive org.hextet.tls;
    requires org.hextet.addresses;
    requires jdk.net;
    requires org.slf4j;
    requires static com.google.auto.service;
    requires static jdk.jfr; // Where a runtime has none, connects are not recorded
    requires static org.jspecify;

    exports org.hextet.endpoints;
    exports org.hextet.endpoints.bindings;
    exports org.hextet.endpoints.blocking;
    exports org.hextet.endpoints.framing;
    exports org.hextet.endpoints.history;
    exports org.hextet.endpoints.json to
            org.hextet.cli,
            org.hextet.tck;
    exports org.hextet.endpoints.nat64;
    exports org.hextet.endpoints.order;
    exports org.hextet.endpoints.resolvers;
    exports org.hextet.endpoints.starttls;
    exports org.hextet.endpoints.timeline;

    uses org.hextet.endpoints.starttls.StartTlsProtocol;
    uses org.hextet.endpoints.timeline.ConnectObserver;

    provides org.hextet.api.spi.EndpointScheme with
            org.hextet.endpoints.SystemdScheme,
            org.hextet.endpoints.TcpScheme,
            org.hextet.endpoints.TlsScheme,
            org.hextet.endpoints.UdpScheme;
    provides org.hextet.api.spi.NameConnector with
            org.hextet.endpoints.names.PolicyNameConnector;
    provides org.hextet.endpoints.starttls.StartTlsProtocol with
            org.hextet.endpoints.mail.ImapProtocol,
            org.hextet.endpoints.mail.Pop3Protocol,
            org.hextet.endpoints.mail.SmtpProtocol,
            org.hextet.endpoints.postgres.PostgresProtocol,
            org.hextet.endpoints.xmpp.XmppProtocol;
}
