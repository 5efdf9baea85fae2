/**
 * Endpoints for TCP. To connect: {@link org.hextet.endpoints.HostnameClientEndpoint} (a name or a literal, any policy),
 * and its relatives for one family or a list of addresses. To listen:
 * {@link org.hextet.endpoints.AllLocalInterfacesServerEndpoint}, {@link org.hextet.endpoints.TcpServerEndpoint} for one
 * address, and {@link org.hextet.endpoints.InheritedServerEndpoint}. Each has a URI. With more than one processor:
 * {@link org.hextet.endpoints.ReactorGroup}.
 */
@NullMarked
package org.hextet.endpoints;

import org.jspecify.annotations.NullMarked;
