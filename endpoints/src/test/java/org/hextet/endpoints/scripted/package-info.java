/** A world that a test writes and turns by hand: reactor, connections and resolver on one clock, to the nanosecond. */
@NullMarked
package org.hextet.endpoints.scripted;

import org.jspecify.annotations.NullMarked;
