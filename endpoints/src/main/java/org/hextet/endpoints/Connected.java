package org.hextet.endpoints;

import org.hextet.api.Connection;
import org.hextet.endpoints.timeline.Timeline;

/**
 * A connection, and how it came about.
 *
 * @param connection the one that won; its protocol has heard {@code connected}
 * @param timeline what happened until then
 */
public record Connected(Connection connection, Timeline timeline) {}
