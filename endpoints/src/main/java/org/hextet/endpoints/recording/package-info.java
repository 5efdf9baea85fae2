/**
 * Events of JDK Flight Recorder for connects. What it takes, the module {@code jdk.jfr}, may be missing: all but
 * {@link org.hextet.endpoints.recording.Recordings} is of the package, and loaded only where it is there.
 */
@NullMarked
package org.hextet.endpoints.recording;

import org.jspecify.annotations.NullMarked;
