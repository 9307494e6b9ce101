//! The places and departments of the province. All names are invented; the codes follow GB/T 2260 under the
//! unassigned prefix 99 (FORMS.md 3.1).

/// The shared 纪检组, which files for three departments.
pub const SHARED: &str = "J-990000-301";

/// The county whose towns have rows in its own return.
pub const ROWS_COUNTY: &str = "990121";
/// The county that forwards the returns of its towns stacked on one sheet.
pub const STACKING_COUNTY: &str = "990221";
/// The county that forwards the returns of its towns, a sheet for each.
pub const SHEETS_COUNTY: &str = "992122";
/// The prefecture that collects the returns of its counties in one archive.
pub const COLLECTING_PREFECTURE: &str = "992100";

/// The province, a prefecture or a county.
pub struct Place {
    pub code: &'static str,
    pub name: &'static str,
    /// The character that its document numbers begin with.
    pub sign: &'static str,
    pub parent: &'static str,
}

impl Place {
    /// True if its towns send no quarterly return of their own but stand as rows in the county's.
    pub fn forwards_rows(&self) -> bool {
        self.code == ROWS_COUNTY
    }
}

/// A town of a county.
pub struct Town {
    pub county: &'static str,
    pub code: &'static str,
    pub name: &'static str,
}

/// A provincial department.
pub struct Department {
    pub code: &'static str,
    /// `省旅游局`, in full.
    pub name: &'static str,
    pub short: &'static str,
    pub sign: &'static str,
    pub head: &'static str,
    /// Under the shared 纪检组.
    pub shared: bool,
    /// Its full and short name before the reform of 1 July 2014.
    pub former: Option<(&'static str, &'static str)>,
}

const fn place(code: &'static str, name: &'static str, sign: &'static str, parent: &'static str) -> Place {
    Place { code, name, sign, parent }
}

const fn town(county: &'static str, code: &'static str, name: &'static str) -> Town {
    Town { county, code, name }
}

pub const PLACES: [Place; 13] = [
    place("990000", "景岳省", "景", ""),
    place("990100", "汀兰市", "汀", "990000"),
    place("990200", "朝晖市", "朝", "990000"),
    place("992100", "望舒州", "望", "990000"),
    place("990102", "霜桥区", "霜", "990100"),
    place("990121", "见山县", "见", "990100"),
    place("990122", "碧潭县", "碧", "990100"),
    place("990202", "明湖区", "明", "990200"),
    place("990221", "长亭县", "长", "990200"),
    place("990222", "槐安县", "槐", "990200"),
    place("992101", "云麓市", "云", "992100"),
    place("992122", "鹿鸣县", "鹿", "992100"),
    place("992123", "松壑县", "松", "992100"),
];

pub const TOWNS: [Town; 15] = [
    town("990121", "101", "半亭镇"),
    town("990121", "102", "漫水镇"),
    town("990121", "201", "苇塘乡"),
    town("990122", "101", "竹牌镇"),
    town("990122", "201", "野渡乡"),
    town("990221", "101", "折柳镇"),
    town("990221", "102", "古驿镇"),
    town("990221", "103", "晚风镇"),
    town("990221", "201", "十里乡"),
    town("990222", "101", "南柯镇"),
    town("990222", "201", "蚁丘乡"),
    town("992122", "101", "食苹镇"),
    town("992122", "201", "鼓瑟乡"),
    town("992123", "101", "听涛镇"),
    town("992123", "201", "抱石乡"),
];

const fn department(
    code: &'static str,
    name: &'static str,
    short: &'static str,
    sign: &'static str,
    head: &'static str,
) -> Department {
    Department { code, name, short, sign, head, shared: false, former: None }
}

pub const DEPARTMENTS: [Department; 10] = [
    department("201", "省发展和改革委员会", "省发展改革委", "发改", "主任"),
    department("202", "省住房和城乡建设厅", "省住房城乡建设厅", "建", "厅长"),
    department("203", "省环境保护厅", "省环保厅", "环", "厅长"),
    department("204", "省人力资源和社会保障厅", "省人社厅", "人社", "厅长"),
    department("205", "省工业和信息化厅", "省工信厅", "工信", "厅长"),
    department("206", "省科学技术厅", "省科技厅", "科", "厅长"),
    Department {
        former: Some(("省卫生厅", "省卫生厅")),
        ..department("207", "省卫生和计划生育委员会", "省卫生计生委", "卫", "主任")
    },
    Department {
        shared: true, ..department("208", "省安全生产监督管理局", "省安监局", "安监", "局长")
    },
    Department { shared: true, ..department("209", "省旅游局", "省旅游局", "旅", "局长") },
    Department { shared: true, ..department("210", "省粮食局", "省粮食局", "粮", "局长") },
];
