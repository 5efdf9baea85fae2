/**
 * How checks wait and fail: the guards that every wait has, and the words for what was seen. What waits for a peer, a
 * name server or a callback is made of it.
 */
@NullMarked
package org.hextet.tck.expect;

import org.jspecify.annotations.NullMarked;
