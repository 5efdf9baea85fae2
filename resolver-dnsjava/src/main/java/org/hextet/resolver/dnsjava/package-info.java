/**
 * The resolver {@code dnsjava}. Begin with {@link org.hextet.resolver.dnsjava.DnsjavaResolver}, which judges the
 * question; {@link org.hextet.resolver.dnsjava.AddressLookup} goes through hosts file and search list for one who
 * asked; {@link org.hextet.resolver.dnsjava.DnsClient} has what is under way on one reactor, each question once;
 * {@link org.hextet.resolver.dnsjava.Inquiry} puts a question to one server after the other, as an
 * {@link org.hextet.resolver.dnsjava.Exchange} by a {@link org.hextet.resolver.dnsjava.SourcePort} or a
 * {@link org.hextet.resolver.dnsjava.ServerConnection}; {@link org.hextet.resolver.dnsjava.Reading} says what an answer
 * means.
 */
@NullMarked
package org.hextet.resolver.dnsjava;

import org.jspecify.annotations.NullMarked;
