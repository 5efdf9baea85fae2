package org.hextet.endpoints;

import org.hextet.api.DatagramEndpoint;
import org.hextet.api.DatagramOptions;

/** An endpoint that a URI of the scheme {@code udp} names: what {@link UdpScheme} gives. */
public sealed interface UdpUriEndpoint extends DatagramEndpoint
        permits AllLocalInterfacesDatagramEndpoint, HostnameDatagramEndpoint, MulticastEndpoint, UdpEndpoint {

    /**
     * The options of its port.
     *
     * @return never null
     */
    DatagramOptions options();

    /**
     * With other options.
     *
     * @param options of the port
     * @return a changed copy
     */
    UdpUriEndpoint withOptions(DatagramOptions options);
}
