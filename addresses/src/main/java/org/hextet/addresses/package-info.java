/**
 * Addresses as values and as text, their zones and scopes, and the order in which destinations are tried.
 *
 * <p>Everything is immutable and may be called from any thread. The host that the program runs on is asked in one place
 * only, {@link org.hextet.addresses.Zones#ofHost()}: tests put a list in its stead.
 */
@NullMarked
package org.hextet.addresses;

import org.jspecify.annotations.NullMarked;
