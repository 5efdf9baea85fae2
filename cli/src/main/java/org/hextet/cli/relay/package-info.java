/**
 * Forwarding between a caller and a target: who may call, the PROXY header on either side, the two connections and
 * their end.
 */
@NullMarked
package org.hextet.cli.relay;

import org.jspecify.annotations.NullMarked;
