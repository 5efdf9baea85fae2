@NullMarked
package org.hextet.adapters.jdbc;

import org.jspecify.annotations.NullMarked;
