package dev.konomi.bootstrap;

/**
 * Who may sign in to the database, and where it is.
 *
 * @param url JDBC address
 * @param owner the role that owns the tables and migrates them
 * @param app the role of the running application, fenced by row-level security
 */
public record DatabaseAccess(String url, SignIn owner, SignIn app) {
    /** A role and its password. */
    public record SignIn(String role, String password) {
        @Override
        public String toString() {
            return role;
        }
    }
}
