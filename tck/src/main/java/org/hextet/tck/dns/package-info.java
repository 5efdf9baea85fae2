/**
 * The name servers of checks: what they say, and were asked, is in a {@link org.hextet.tck.dns.DnsScript}. Whoever
 * brings a resolver that asks by a way of its own (HTTPS, TLS) implements {@link org.hextet.tck.dns.ResolverHarness}.
 */
@NullMarked
package org.hextet.tck.dns;

import org.jspecify.annotations.NullMarked;
