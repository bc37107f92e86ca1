namespace Sim.Cli.Tests;

/// <summary>Wrong plans and estates: refused before anything is simulated, with one message and nothing written.</summary>
public sealed class WrongPlanTests
{
    private const string Info = "xl/worksheets/sheet1.xml";

    [Theory]
    [InlineData("nvme-tlc: 61.44", "nvme-tcl: 61.44", "line 35", "purchase.bill.nvme-tcl", "did you mean 'nvme-tlc'")]
    [InlineData("product: vvf", "product: vvv", "line 47", "alternatives.esxi.product", "'vvv'", "did you mean 'vvf'")]
    [InlineData("  kvm:\n    simulate: kvm", "  third: {simulate: kvm, product: proxmox-standard}\n  kvm:\n    simulate: kvm", "alternatives", "names 3", "exactly two")]
    [InlineData("horizon: 5 years", "horizon: 30 months", "horizon", "whole number of years")]
    [InlineData("archetypes: ../archetypes.yaml", "archetypes: ../archetyps.yaml", "archetyps.yaml", "does not exist", "did you mean 'archetypes.yaml'")]
    [InlineData("growth: {perYear: 8 %", "growth: {perYear: 8", "growth.perYear", "'8'", "%")]
    [InlineData("replications: 5", "replications: 5, precision: 2 %", "measurement.precision", "is not used here", "measurement.replications alone")]
    [InlineData("simulate: esxi", "simulate: esx", "alternatives.esxi.simulate", "'esx'", "did you mean 'esxi'")]
    [InlineData("horizon: 5 years", "horizon: 5 years\nbudgets: [{alternative: kvn, measure: cash, limit: 1 USD}]", "budgets[0].alternative", "'kvn'", "did you mean 'kvm'")]
    public Task Wrong_values_are_named_with_what_is_right(string right, string wrong, params string[] said) =>
        RefusesAsync(_ => Shipped.PlanWith((right, wrong)), said);

    [Fact]
    public Task Missing_estate_names_the_nearest() => RefusesAsync(
        folder =>
        {
            Workbook.Copy(folder.PathOf("estate-201.xlsx"), Info, xml => xml + " ");
            return Shipped.PlanWith(("file: estate-200.xlsx", "file: " + folder.PathOf("estate-2O1.xlsx")));
        },
        "estate-2O1.xlsx", "does not exist", "did you mean 'estate-201.xlsx'");

    [Fact]
    public Task Missing_sheet_is_named() => EstateAsync(
        "xl/workbook.xml", xml => xml.Replace("name=\"vInfo\"", "name=\"vInfoo\"", StringComparison.Ordinal), "vInfo", "no such sheet", "did you mean 'vInfoo'");

    [Fact]
    public Task Mangled_header_names_the_column_and_the_nearest() => EstateAsync(
        Info, xml => xml.Replace(">CPUs<", ">CPUz<", StringComparison.Ordinal), "vInfo", "CPUs", "CPUz");

    [Fact]
    public Task Wrong_cell_is_named() => EstateAsync(
        Info, xml => ReplaceFirst(xml, "<x:c r=\"G2\"><x:v>", "<x:c r=\"G2\"><x:v>-"), "sheet vInfo", "G2", "CPUs", "-");

    [Fact]
    public Task All_powered_off_leaves_nothing_to_plan() => EstateAsync(
        Info, xml => xml.Replace("poweredOn", "poweredOff", StringComparison.Ordinal), "vInfo", "Powerstate", "no VM is powered on");

    [Fact]
    public Task VM_with_more_vCPUs_than_every_host_is_named() => EstateAsync(
        Info, xml => ReplaceFirst(xml, "<x:c r=\"G2\"><x:v>", "<x:c r=\"G2\"><x:v>50"), "vInfo", "CPUs of VM", "vCPUs are more than the 128 hardware threads", "1 to 128");

    [Fact]
    public Task VM_with_more_memory_than_every_host_is_named() => EstateAsync(
        Info, xml => ReplaceFirst(xml, "<x:c r=\"H2\"><x:v>", "<x:c r=\"H2\"><x:v>500"), "vInfo", "Memory of VM", "MiB are more than the", "up to");

    [Fact]
    public async Task Foreign_directory_is_refused_before_the_simulation()
    {
        using var folder = new TemporaryFolder();
        folder.Write("out/thesis.txt", "mine");
        var run = (await Hvsim.RunAsync("plan", Shipped.Plan, "-o", folder.PathOf("out"))).Ended(2);
        Assert.Contains("holds files that are not an earlier hvsim report", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal([folder.PathOf("out/thesis.txt")], Directory.GetFileSystemEntries(folder.PathOf("out")));
    }

    [Fact]
    public async Task Broken_budget_ends_with_1_and_says_which()
    {
        using var folder = new TemporaryFolder();
        var plan = folder.Write("plan.yaml", Shipped.ShortPlan(
            ("horizon: 5 years", "horizon: 5 years\nbudgets: [{alternative: kvm, measure: cash, limit: 1000 USD}, {alternative: esxi, measure: cash, limit: 90000000 USD}]")));
        var run = (await Hvsim.RunAsync("plan", plan, "-o", folder.PathOf("out"))).Ended(1);
        Assert.Contains("Budget BROKEN: kvm", run.Output, StringComparison.Ordinal);
        Assert.Contains("Budget kept: esxi", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.PathOf("out/report.html")));
    }

    private static Task EstateAsync(string part, Func<string, string> change, params string[] said) => RefusesAsync(
        folder => Shipped.PlanWith(("file: estate-200.xlsx", "file: " + Workbook.Copy(folder.PathOf("wrong.xlsx"), part, change))), said);

    private static async Task RefusesAsync(Func<TemporaryFolder, string> plan, params string[] said)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("plan.yaml", plan(folder));
        var run = (await Hvsim.RunAsync("plan", file, "-o", folder.PathOf("out"))).Ended(2);
        var message = Assert.Single(run.ErrorLines);
        Assert.All(said, text => Assert.Contains(text, message, StringComparison.Ordinal));
        Assert.Empty(run.Output);
        Assert.False(Directory.Exists(folder.PathOf("out")));
    }

    private static string ReplaceFirst(string text, string old, string changed)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return at < 0 ? text : text[..at] + changed + text[(at + old.Length)..];
    }
}
