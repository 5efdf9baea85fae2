/**
 * Endpoints. For TCP, to connect: {@link org.hextet.endpoints.HostnameClientEndpoint} (a name or a literal, any
 * policy), and its relatives for one family or a list of addresses. To listen:
 * {@link org.hextet.endpoints.AllLocalInterfacesServerEndpoint}, {@link org.hextet.endpoints.TcpServerEndpoint} for one
 * address, and {@link org.hextet.endpoints.InheritedServerEndpoint}. For datagrams, to listen and to connect:
 * {@link org.hextet.endpoints.UdpEndpoint}, {@link org.hextet.endpoints.AllLocalInterfacesDatagramEndpoint},
 * {@link org.hextet.endpoints.HostnameDatagramEndpoint} and, for groups,
 * {@link org.hextet.endpoints.MulticastEndpoint}. Each has a URI. With more than one processor:
 * {@link org.hextet.endpoints.ReactorGroup}.
 */
@NullMarked
package org.hextet.endpoints;

import org.jspecify.annotations.NullMarked;
