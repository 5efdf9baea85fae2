import org.jspecify.annotations.NullMarked;

/**
 * Decides whom to try when a name has many addresses: pure state machines over events and times, without a clock, a
 * thread or a socket, so that any client library can run them and any case can be replayed.
 *
 * <p>Begin with {@link org.hextet.policies.ConnectPolicy}.
 */
@NullMarked
module org.hextet.policies {
    requires static org.jspecify;

    exports org.hextet.policies;
}
