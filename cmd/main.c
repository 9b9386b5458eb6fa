/* The program's entry: hands the command line and the standard streams to cli_run. */
#include "cmd/cli.h"

int main(int argc, char **argv)
{
    return cli_run(argc, argv, stdin, stdout, stderr);
}
