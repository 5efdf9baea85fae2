/**
 * Connect policies: which families to look up, and which address to try when. {@link org.hextet.policies.Staggered} is
 * RFC 8305 (Happy Eyeballs), {@link org.hextet.policies.Serial} tries one after the other,
 * {@link org.hextet.policies.Concurrent} all at once; any other is an implementation of
 * {@link org.hextet.policies.ConnectPolicy} and {@link org.hextet.policies.Race}.
 */
@NullMarked
package org.hextet.policies;

import org.jspecify.annotations.NullMarked;
