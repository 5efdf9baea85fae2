/**
 * IPv4 addresses reached from a host that has IPv6 alone, through the network's NAT64:
 * {@link org.hextet.endpoints.nat64.Nat64}.
 */
@NullMarked
package org.hextet.endpoints.nat64;

import org.jspecify.annotations.NullMarked;
