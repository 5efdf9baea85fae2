import org.jspecify.annotations.NullMarked;

/**
 * The reactor over any driver: what can be written once for every operating system. A transport is a
 * {@link org.hextet.reactor.driver.Driver}; {@link org.hextet.reactor.DriverReactor} makes a reactor of it.
 */
@NullMarked
module org.hextet.reactor {
    requires transitive org.hextet.api;
    requires org.hextet.addresses;
    requires org.hextet.tls;
    requires org.slf4j;
    requires static jdk.jfr; // Where a runtime has none, connections are not recorded
    requires static org.jspecify;

    exports org.hextet.reactor;
    exports org.hextet.reactor.channels;
    exports org.hextet.reactor.driver;
    exports org.hextet.reactor.readiness;
}
