/**
 * Endpoints for TCP. To connect: {@link org.hextet.endpoints.HostnameClientEndpoint} (a name or a literal, any policy),
 * and its relatives for one family or a list of addresses. To listen:
 * {@link org.hextet.endpoints.AllLocalInterfacesServerEndpoint}, and {@link org.hextet.endpoints.TcpServerEndpoint} for
 * one address. Each has a URI.
 */
@NullMarked
package org.hextet.endpoints;

import org.jspecify.annotations.NullMarked;
