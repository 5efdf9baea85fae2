/**
 * What happened in a connect, as a value: {@link org.hextet.endpoints.timeline.Timeline}, and the failures that carry
 * one. Who wants to hear of all connects of a process, for metrics or traces, provides a
 * {@link org.hextet.endpoints.timeline.ConnectObserver}.
 *
 * <p>Without a change of a program the system property {@code hextet.log.connect} logs connects, each as one message
 * with its {@link org.hextet.endpoints.timeline.Timeline#toWaterfall() waterfall}, by the logger
 * {@code org.hextet.connect}: {@code all} of them, those that {@code failed} (not those that the caller cancelled),
 * those that took at least so long ({@code slow:500ms}), or several of these ({@code failed,slow:500ms}). Failed and
 * slow ones are warnings, others are of level info. It is read at the first connect; a wrong value is one warning.
 *
 * <p>JDK Flight Recorder gets the events {@code org.hextet.Connect}, {@code org.hextet.Lookup} and
 * {@code org.hextet.ConnectAttempt}, where the runtime has it.
 *
 * @serial exclude
 */
@NullMarked
package org.hextet.endpoints.timeline;

import org.jspecify.annotations.NullMarked;
