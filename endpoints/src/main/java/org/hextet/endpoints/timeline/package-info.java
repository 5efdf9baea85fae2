/**
 * What happened in a connect, as a value: {@link org.hextet.endpoints.timeline.Timeline}, and the failures that carry
 * one.
 *
 * @serial exclude
 */
@NullMarked
package org.hextet.endpoints.timeline;

import org.jspecify.annotations.NullMarked;
