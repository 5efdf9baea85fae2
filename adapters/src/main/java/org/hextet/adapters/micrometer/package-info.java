/** For Micrometer: timers of connects, lookups and attempts. */
@NullMarked
package org.hextet.adapters.micrometer;

import org.jspecify.annotations.NullMarked;
