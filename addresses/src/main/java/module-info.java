import org.jspecify.annotations.NullMarked;

/**
 * Pure functions on addresses: text to address and back, zones, the rules that are checked before any packet, and the
 * order of RFC 6724 with its reasons. Nothing here looks a name up or opens a socket.
 *
 * <p>Begin with {@link org.hextet.addresses.AddressText} and {@link org.hextet.addresses.HostPort}.
 */
@NullMarked
module org.hextet.addresses {
    requires transitive org.hextet.api;
    requires static org.jspecify;

    exports org.hextet.addresses;
}
