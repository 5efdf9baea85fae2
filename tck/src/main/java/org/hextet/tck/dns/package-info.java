/**
 * The name servers that checks of resolvers speak for: what they say is written down in a
 * {@link org.hextet.tck.dns.DnsScript}. Whoever brings a resolver that asks by a way of its own (HTTPS, TLS) implements
 * {@link org.hextet.tck.dns.ResolverHarness}.
 */
@NullMarked
package org.hextet.tck.dns;

import org.jspecify.annotations.NullMarked;
