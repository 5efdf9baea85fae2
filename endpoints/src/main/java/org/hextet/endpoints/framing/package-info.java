/**
 * From a stream to frames: {@link org.hextet.endpoints.framing.LineFraming} and
 * {@link org.hextet.endpoints.framing.LengthPrefixFraming} are protocols that hand whole frames to a
 * {@link org.hextet.endpoints.framing.FrameProtocol}. They keep what is left of a chunk, have a mandatory maximum, and
 * stop in the middle of a chunk when reading is paused.
 */
@NullMarked
package org.hextet.endpoints.framing;

import org.jspecify.annotations.NullMarked;
