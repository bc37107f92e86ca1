using Sim.Reporting.Tables;

namespace Sim.Reporting.Tests.Tables;

public sealed class ReportTableTests
{
    [Fact]
    public void Plain_text_names_the_label_once_when_a_column_shares_it()
    {
        Assert.Equal(["Group", "VMs per host sim", "p99 latency (ms)", "Cost per VM (USD/month)"], SampleReport.Table.PlainHeaders());
        Assert.Equal(
            [SampleReport.HostileName, "32", "16.7 (14.2-20.9) sim", "59.50 in"], SampleReport.Table.PlainRows()[0]);
        Assert.Equal(["db, \"main\"", "36", "19.4 meas", "not established"], SampleReport.Table.PlainRows()[1]);
        Assert.Equal("50.1 extrapolated scr", SampleReport.Table.PlainRows()[2][2]);
    }

    [Fact]
    public void Csv_has_units_labels_and_ends_in_columns_and_quotes_as_rfc_4180()
    {
        var expected =
            "Group,VMs per host,VMs per host truth,p99 latency [ms],p99 latency low [ms],p99 latency high [ms],p99 latency truth,p99 latency extrapolated,"
            + "Cost per VM [USD/month],Cost per VM truth\n"
            + "\"<script>alert('vm')</script>&\"\"x\"\"\",32,simulated,16.72,14.2,20.9,simulated,no,59.5,input\n"
            + "\"db, \"\"main\"\"\",36,simulated,19.4,,,measured,no,not established,\n"
            + "'=cmd(),40,simulated,50.1,,,screened,yes,47.25,assumed\n";   // a spreadsheet must not run a name
        Assert.Equal(expected, SampleReport.Table.ToCsv());
    }

    [Fact]
    public void Ragged_row_is_refused()
    {
        var failure = Assert.Throws<ArgumentException>(() =>
            new ReportTable("t", [new ReportColumn("a"), new ReportColumn("b")], [[ReportCell.Empty]]));
        Assert.Contains("row 1 has 1 cells, the table 2 columns", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Interval_the_wrong_way_round_is_refused() =>
        Assert.Throws<ArgumentException>(() => ReportCell.Of(1, low: 2, high: 0));
}
