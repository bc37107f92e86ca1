using System.CommandLine;
using Sim.Cli.Commands;
using Sim.Cli.Output;

var root = new RootCommand("Predicts what a hypervisor host will do before anyone pays for it: density, latency and cost under KVM and ESXi.")
{
    PlanCommand.Create(),
    RunCommand.Create(),
    CompareCommand.Create(),
    DensityCommand.Create(),
    SweepCommand.Create(),
    ExplainCommand.Create(),
    ClaimsCommand.Create(),
    ImportCommand.Create(),
    CalibrateCommand.Create(),
    ValidateCommand.Create(),
    SchemaCommand.Create(),
};

ExampleHelp.AddTo(root);
return await FaultReport.GuardAsync(root, args);
