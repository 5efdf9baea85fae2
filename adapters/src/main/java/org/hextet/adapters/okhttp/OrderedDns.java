package org.hextet.adapters.okhttp;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;
import org.hextet.adapters.lookups.OrderedLookup;

/**
 * Lookups for OkHttp by the resolver of the process ({@code hextet.resolver}, or the best available), in RFC 6724
 * order, which OkHttp keeps: its first attempt goes to the first address. Thread-safe; holds nothing.
 *
 * <p>Give it alone, and OkHttp races by itself ({@code fastFallback}, one attempt after the other, 250 ms apart). Or
 * give a {@link org.hextet.adapters.RacingSocketFactory} too, and switch {@code fastFallback} off: two races in each
 * other would try every address twice.
 */
@SuppressWarnings("exports") // Who calls it has OkHttp
public final class OrderedDns implements Dns {

    /** Any number of them share the resolver of the process. */
    public OrderedDns() {}

    /**
     * All addresses of a host; waits for them.
     *
     * @param hostname a name, or a literal without brackets
     * @return best first; at least one
     * @throws UnknownHostException if there is none, or the lookup failed: says why
     */
    @Override
    public List<InetAddress> lookup(String hostname) throws UnknownHostException {
        return OrderedLookup.await(hostname);
    }
}
