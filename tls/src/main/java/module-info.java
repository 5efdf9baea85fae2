import org.jspecify.annotations.NullMarked;

/**
 * TLS over any {@code Connection}, whatever carries it: here are the settings, from PEM files or from the system's
 * trust. Begin with {@link org.hextet.tls.TlsSettingsBuilder}.
 */
@NullMarked
module org.hextet.tls {
    requires transitive org.hextet.api;
    requires transitive org.hextet.addresses;
    requires static org.jspecify;

    exports org.hextet.tls;
}
