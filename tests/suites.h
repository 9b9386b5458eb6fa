/* The suites of tests/unit, one line each, in the order of running: NAME stands for NAME_tests in tests/NAME_test.c. */
SUITE(util)
SUITE(der)
SUITE(facts)
SUITE(ruleset)
SUITE(lint)
SUITE(report)
SUITE(cmd)
SUITE(docs)
