/**
 * For drivers over the JDK's channels, by a selector, by completion or in another library's loop: what errno stood
 * behind an exception, which way the host's routes lead, how options are set.
 */
@NullMarked
package org.hextet.reactor.channels;

import org.jspecify.annotations.NullMarked;
